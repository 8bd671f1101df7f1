using System.Collections.Concurrent;
using System.Diagnostics;

namespace HpCovSde.Sweeps;

/// <summary>
/// Writes to a database on a thread of its own, many things in one transaction: a commit waits for the disk, which takes milliseconds.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);
    private const int Most = 2000;
    private const int Waiting = 256;

    private readonly SweepStore _store;
    private readonly BlockingCollection<Action> _queue = new(Waiting);
    private readonly Thread _thread;
    private readonly CancellationTokenSource _failed;

    /// <param name="store">The database.</param>
    /// <param name="failed">Is cancelled if the database cannot be written.</param>
    internal StoreWriter(SweepStore store, CancellationTokenSource failed)
    {
        (_store, _failed) = (store, failed);
        _thread = new(Write) { IsBackground = true, Name = "sweep writer" };
        _thread.Start();
    }

    /// <summary>Why the database could not be written; null if it was.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Stops the sweep for a failure, of which the first counts.</summary>
    internal void Fail(Exception failure)
    {
        lock (_failed)
        {
            Failure ??= failure;
        }

        _failed.Cancel();
    }

    /// <summary>Writes something soon. Waits if there is much to write.</summary>
    internal void Add(Action action) => _queue.Add(action);

    /// <summary>Writes what is left, and ends.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            _queue.CompleteAdding();
            _thread.Join();
            _queue.Dispose();
        }
    }

    private void Write()
    {
        foreach (Action first in _queue.GetConsumingEnumerable())
        {
            if (Failure is not null)
            {
                continue;
            }

            try
            {
                // Reads go through the same connection.
                lock (_store)
                {
                    _store.Transact(() => Batch(first));
                }
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
    }

    private void Batch(Action first)
    {
        long started = Stopwatch.GetTimestamp();
        first();
        for (int count = 1; count < Most && Stopwatch.GetElapsedTime(started) < Longest; count++)
        {
            if (!_queue.TryTake(out Action? next, 1))
            {
                return;
            }

            next();
        }
    }
}
