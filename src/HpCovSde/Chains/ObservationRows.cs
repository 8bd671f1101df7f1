using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Data;

namespace HpCovSde.Chains;

/// <summary>
/// Where a transition writes the covariances of the replicas of a state. Of each replica it sets log V^{aa} for every input and 1 − ρ^{ab}
/// for every pair; the rest is optional. Inputs and replicas are numbered from 0. A view of memory of the caller; nothing here allocates.
/// </summary>
/// <remarks>
/// Log variances keep a million layers in range, and 1 − ρ keeps the digits of nearly parallel inputs. For an input of variance 0, log
/// V^{aa} is −∞ and 1 − ρ^{ab} is NaN. Whatever is not set is NaN, and 0 for the losses of definiteness and the underflow.
/// </remarks>
public readonly ref struct ObservationRows
{
    private readonly Span<double> _values;

    /// <summary>Takes memory for the rows and resets every value.</summary>
    /// <param name="values">The memory; its first <see cref="Length"/> elements are used.</param>
    /// <param name="inputs">m ≥ 1.</param>
    /// <param name="replicas">How many rows there are, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    public ObservationRows(Span<double> values, int inputs, int replicas)
    {
        int length = Length(inputs, replicas);
        if (values.Length < length)
        {
            throw new ArgumentException(
                $"values has {Wording.Count(values.Length, "element")}; {Wording.Count(replicas, "row")} of "
                + $"{Wording.Count(inputs, "input")} take {length}.",
                nameof(values));
        }

        _values = values[..length];
        Inputs = inputs;
        Replicas = replicas;
        _values.Fill(double.NaN);
        for (int replica = 0; replica < replicas; replica++)
        {
            SetDefinitenessLosses(replica, 0);
            SetUnderflow(replica, false);
        }
    }

    private ObservationRows(int inputs, Span<double> written)
    {
        _values = written;
        Inputs = inputs;
        Replicas = written.Length / CovarianceLayout.RowLength(inputs);
    }

    /// <summary>m, the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>How many rows there are, one for each replica of the state.</summary>
    public int Replicas { get; }

    /// <summary>What has been written for a replica so far.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="Replicas"/>).</exception>
    public CovarianceSample this[int replica] => Sample(replica, default);

    /// <summary>Elements of memory that rows take: 2m + m(m−1)/2 + 4 for each replica.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="inputs"/> is less than 1, or <paramref name="replicas"/> negative.
    /// </exception>
    /// <exception cref="OverflowException">They do not fit into one span.</exception>
    public static int Length(int inputs, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        return checked(CovarianceLayout.RowLength(inputs) * replicas);
    }

    /// <summary>Sets log V^{aa}; −∞ for an input of variance 0, +∞ after an explosion.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public void SetLogVariance(int replica, int a, double value) =>
        At(replica, CovarianceLayout.LogVariance(CheckInput(a, nameof(a)))) = value;

    /// <summary>
    /// Sets 1 − ρ^{ab} of two different inputs, in [0, 2]; NaN where one has variance 0. What rounding has made negative is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range, or the inputs are the same.</exception>
    public void SetOneMinusCorrelation(int replica, int a, int b, double value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(a, b);
        Pair(replica, a, b) = Math.Max(0, value);
    }

    /// <summary>
    /// Sets 1 − ρ^{ab} of two different inputs by its logarithm, at most log 2, for values that may be below the range of numbers; −∞ for
    /// inputs that are exactly parallel, NaN where one has variance 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range, or the inputs are the same.</exception>
    public void SetLogOneMinusCorrelation(int replica, int a, int b, double value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(a, b);
        Pair(replica, a, b) = CovarianceLayout.OfLog(value);
    }

    /// <summary>Sets log det V; NaN where V is singular.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="Replicas"/>).</exception>
    public void SetLogDeterminant(int replica, double value) => At(replica, CovarianceLayout.LogDeterminant(Inputs)) = value;

    /// <summary>Sets how many steps of the replica lost positive semidefiniteness and were projected back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="Replicas"/>).</exception>
    public void SetDefinitenessLosses(int replica, double value) => At(replica, CovarianceLayout.DefinitenessLosses(Inputs)) = value;

    /// <summary>Sets whether a variance is 0 only because it is below the range of numbers; false if it is not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="Replicas"/>).</exception>
    public void SetUnderflow(int replica, bool value) => At(replica, CovarianceLayout.Underflow(Inputs)) = value ? 1 : 0;

    /// <summary>Sets the time at which the first variance reached infinity; NaN where none has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="Replicas"/>).</exception>
    public void SetExplosionTime(int replica, double value) => At(replica, CovarianceLayout.ExplosionTime(Inputs)) = value;

    /// <summary>
    /// Sets log(|φ(Y_l^a)| / |φ(Y_0^a)|), for chains that have features; see <see cref="CovarianceSample.LogFeatureNorm"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public void SetLogFeatureNorm(int replica, int a, double value) =>
        At(replica, CovarianceLayout.LogFeatureNorm(Inputs, CheckInput(a, nameof(a)))) = value;

    /// <summary>What has been written for a replica, with outputs drawn from it.</summary>
    internal CovarianceSample Sample(int replica, ReadOnlySpan<double> logits) =>
        new(_values.Slice(CheckReplica(replica) * CovarianceLayout.RowLength(Inputs), CovarianceLayout.RowLength(Inputs)), Inputs, logits);

    /// <summary>Sets all of a replica from the row of its different inputs.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="different">The rows of the different inputs.</param>
    /// <param name="ofInput">For each input, which of the different ones it is.</param>
    /// <param name="logRatio">For each input, the logarithm of its variance over that of the different one.</param>
    internal void SetRepeated(int replica, ObservationRows different, ReadOnlySpan<int> ofInput, ReadOnlySpan<double> logRatio)
    {
        CovarianceSample sample = different[replica];
        for (int a = 0; a < Inputs; a++)
        {
            SetLogVariance(replica, a, sample.LogVariance(ofInput[a]) + logRatio[a]);
            SetLogFeatureNorm(replica, a, sample.LogFeatureNorm(ofInput[a]));
            for (int b = 0; b < a; b++)
            {
                // 0 for equal inputs, NaN if they are dead.
                Pair(replica, a, b) = ofInput[a] == ofInput[b]
                    ? sample.OneMinusCorrelation(ofInput[a], ofInput[a])
                    : different.Pair(replica, ofInput[a], ofInput[b]);
            }
        }

        SetDefinitenessLosses(replica, sample.DefinitenessLosses);
        SetExplosionTime(replica, sample.ExplosionTime);
        SetUnderflow(replica, sample.HasUnderflowed);
    }

    /// <summary>Some of the rows, with what is written there.</summary>
    internal ObservationRows Slice(int first, int count)
    {
        int length = CovarianceLayout.RowLength(Inputs);
        return new(Inputs, _values.Slice(first * length, count * length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref double At(int replica, int column) => ref _values[(CheckReplica(replica) * CovarianceLayout.RowLength(Inputs)) + column];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref double Pair(int replica, int a, int b) =>
        ref At(replica, CovarianceLayout.OneMinusCorrelation(Inputs, CheckInput(a, nameof(a)), CheckInput(b, nameof(b))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CheckReplica(int replica) => (uint)replica < (uint)Replicas ? replica : throw Refusal(replica, nameof(replica), Replicas);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CheckInput(int a, string name) => (uint)a < (uint)Inputs ? a : throw Refusal(a, name, Inputs);

    private static ArgumentOutOfRangeException Refusal(int index, string name, int end) =>
        new(name, index, $"The index must be in [0, {end}).");
}
