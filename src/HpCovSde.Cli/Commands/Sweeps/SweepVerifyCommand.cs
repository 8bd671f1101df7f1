using System.CommandLine;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep verify</c>: checks a database, and runs some of its cells again.</summary>
internal sealed class SweepVerifyCommand : Command
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DatabaseOption _database = new();
    private readonly TextOption _blocks = new(
        "--blocks", "K", "an integer from 0 to 1000000",
        "How many cells are run again, of those that are done: wholly, or their first 1024 replicas "
        + "where all samples were kept. Default: 3.");

    private readonly TextOption _seed = new(
        "--seed", "S", "an integer from 0 to 2^64 - 1", "Chooses the cells that are run again. Default: 0.");

    internal SweepVerifyCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "verify",
            "Checks a database: its pages, checksums, rows, keys and seeds; then runs some cells again and compares every bit.")
    {
        (_console, _cancellation) = (console, cancellation);
        Add(_database);
        Add(_blocks);
        Add(_seed);
        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        const int Most = 1_000_000;
        string path = _database.PathIn(parse, "sweep verify");
        int blocks = (int)(SweepValues.Of(_blocks, ValueKind.Integer(0, Most), parse) ?? 3);
        ulong seed = SweepValues.Of(_seed, ValueKind.Seed, parse) ?? 0;
        using SweepStore store = SweepStore.OpenToRead(path);
        SweepVerification checkedParts = SweepVerification.Of(store, blocks, seed, _cancellation);
        _console.Report(
            "the pages of the database: whole\n"
            + $"{Wording.Count(checkedParts.Shards, "shard")}: checksums and seeds right\n"
            + $"{Wording.Count(checkedParts.Cells, "cell")}: keys and seeds are those of their values\n"
            + $"{Wording.Count(checkedParts.Done, "cell")} done: all rows there\n"
            + $"{Wording.Count(checkedParts.Repeated.Count, "cell")} run again (chosen by seed {seed}): the same bits"
            + string.Concat(checkedParts.Repeated.Select(cell => $"\n  cell {cell.Position} ({cell.Key})"))
            + "\n");
    }
}
