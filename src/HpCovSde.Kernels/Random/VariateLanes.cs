using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Reads variates of laws other than the normal, in double precision, one replica per lane, each from its own <see cref="RandomStream"/>:
/// chi-squared, log non-central chi-squared and binomial. They are exact in law for parameters of any size; the method is rejection.
/// The reader is on the stack; nothing allocates.
/// </summary>
/// <remarks>
/// <para>The number of attempts is random, and a lane must not depend on the attempts of other lanes. So the i-th variate of a stream makes
/// its first attempt with the numbers 4i … 4i + 3, and further attempts with the numbers of its own 2¹⁰ segments, from segment
/// 2¹⁰(i + 1) on. Nearly all first attempts are accepted, so that a segment serves 32 variates. The bits of a lane are the same whatever
/// the other lanes do.</para>
/// <para>Only exactly rounded operations and <see cref="VectorMath"/> are used: the same bits on every CPU.</para>
/// </remarks>
public ref partial struct VariateLanes
{
    /// <summary>The number of segments of a stream that all variates together may use.</summary>
    public const uint Segments = 1u << 26;

    /// <summary>The rows of normals of one attempt.</summary>
    internal const int RowsOfVariate = 4;

    private const uint SegmentsOfVariate = 1u << 10;
    private const uint Most = SegmentsOfVariate * StandardNormals.SegmentLength / RowsOfVariate;

    private readonly RandomStream _stream;
    private readonly uint _firstSegment;
    private NormalLanes<double> _firstAttempts;
    private uint _drawn;

    /// <summary>Lane j reads the stream of replica <c>stream.Replica + j</c> from <paramref name="firstSegment"/> on.</summary>
    /// <param name="stream">The stream of lane 0.</param>
    /// <param name="firstSegment">The first of <see cref="Segments"/> segments; nothing else may read them.</param>
    public VariateLanes(RandomStream stream, uint firstSegment)
    {
        _stream = stream;
        _firstSegment = firstSegment;
        _firstAttempts = NormalLanes<double>.OfReplicas(stream, firstSegment);
    }

    /// <summary>χ²_ν in each lane, with ν degrees of freedom, a real number that may differ between lanes.</summary>
    /// <param name="degrees">ν: 0 (the variate is 0), or at least 1 and finite. For ν &lt; 2 it is χ²_{ν+2} u^{2/ν}, u uniform.</param>
    /// <exception cref="ArgumentOutOfRangeException">A ν is outside this range.</exception>
    public Lanes<double> ChiSquare(Lanes<double> degrees) => ChiSquare(degrees, out _);

    /// <summary>log(σ² χ'²_n(λ)) with the non-centrality λ = σ⁻²: log |e + σg|², where e is a unit vector and g ~ N(0, I_n).</summary>
    /// <param name="degrees">n ≥ 1.</param>
    /// <param name="sigma">σ ≥ 0, finite. The error is relative to σ, not to 1, for any small σ; the result is 0 at σ = 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">n or σ is outside its range.</exception>
    public Lanes<double> LogNonCentralChiSquare(int degrees, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (!(sigma >= 0 && double.IsFinite(sigma)))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "σ must be finite and at least 0.");
        }

        Lanes<double> across = ChiSquare(degrees - 1.0, out Lanes<double> along);
        return LogSquareOfSum(along, across, sigma);
    }

    /// <summary>Binomial(n, 1/2).</summary>
    /// <param name="trials">n ≥ 0, the same in every lane.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is negative.</exception>
    public Lanes<double> Binomial(int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        return trials < BinomialProposal.LeastTrials ? CountBits(trials) : FirstAccepted(new BinomialProposal(trials), out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Lanes<double> ChiSquare(Lanes<double> degrees, out Lanes<double> independentNormal)
    {
        LaneMask<double> isZero = (degrees >= Lanes<double>.Zero) & (degrees <= Lanes<double>.Zero);
        if (Lanes.Any(!(isZero | ((degrees >= Lanes<double>.One) & (degrees < double.PositiveInfinity)))))
        {
            throw new ArgumentOutOfRangeException(nameof(degrees), $"degrees is {degrees}; each must be 0, or at least 1 and finite.");
        }

        Lanes<double> half = Lanes<double>.Of(0.5) * degrees;
        LaneMask<double> isSmall = half < Lanes<double>.One;
        var proposal = new GammaProposal(Lanes.Select(isSmall, half + Lanes<double>.One, half));
        uint own = OwnSegment;
        Lanes<double> gamma = FirstAccepted(proposal, out independentNormal);
        if (Lanes.Any(isSmall))
        {
            // Gamma(α) is Gamma(α + 1) u^{1/α}.
            Lanes<double> power = VectorMath.Exp(-(Exponential(own + (SegmentsOfVariate / 2)) / half));
            gamma = Lanes.Select(isSmall, gamma * power, gamma);
            gamma = Lanes.Select(isZero, Lanes<double>.Zero, gamma);
        }

        return gamma + gamma;
    }

    // log((1 + σg)² + σ²χ²); where the argument is near 1, from its difference to 1.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<double> LogSquareOfSum(Lanes<double> along, Lanes<double> across, Lanes<double> sigma)
    {
        Lanes<double> first = Lanes.MultiplyAdd(sigma, along, 1);
        Lanes<double> rest = (sigma * across) * sigma;
        Lanes<double> square = Lanes.MultiplyAdd(first, first, rest);
        Lanes<double> excess = Lanes.MultiplyAdd(sigma, along * (first + Lanes<double>.One), rest);
        return Lanes.Select(square > Lanes<double>.Of(0.5), VectorMath.Log1p(excess), VectorMath.Log(square));
    }

    // The first of the segments of the next variate.
    private readonly uint OwnSegment => _firstSegment + ((_drawn + 1) * SegmentsOfVariate);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Lanes<double> FirstAccepted<TProposal>(TProposal proposal, out Lanes<double> independentNormal)
        where TProposal : struct, IVariateProposal
    {
        Debug.Assert(_drawn < Most, "Too many variates: more of them would read the segments of the first attempts of others.");
        Span<double> normals = stackalloc double[RowsOfVariate * Lanes<double>.Count];
        _firstAttempts.Next(normals);
        uint own = OwnSegment;
        _drawn++;

        // No proposal uses its second normal.
        independentNormal = Lanes<double>.Load(normals, 1);
        LaneMask<double> accepted = proposal.Propose(normals, out Lanes<double> value);
        if (Lanes.Any(!accepted))
        {
            NormalLanes<double> further = NormalLanes<double>.OfReplicas(_stream, own);
            do
            {
                further.Next(normals);
                LaneMask<double> now = proposal.Propose(normals, out Lanes<double> another);
                value = Lanes.Select(accepted, value, another);
                accepted |= now;
            }
            while (Lanes.Any(!accepted));
        }

        return value;
    }

    // −log u, from the first two normals of a segment.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly Lanes<double> Exponential(uint segment)
    {
        Span<double> pair = stackalloc double[2 * Lanes<double>.Count];
        NormalLanes<double>.OfReplicas(_stream, segment).Next(pair);
        Lanes<double> z0 = Lanes<double>.Load(pair, 0);
        Lanes<double> z1 = Lanes<double>.Load(pair, 1);
        return Lanes<double>.Of(0.5) * Lanes.MultiplyAdd(z0, z0, z1 * z1);
    }

    // Counts n fair bits, from the words that the normals of the first attempt would be made from.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Lanes<double> CountBits(int trials)
    {
        Span<Vector512<double>> rows = stackalloc Vector512<double>[RowsOfVariate];
        Span<double> counts = stackalloc double[Lanes<double>.Count];
        _firstAttempts.NextWords(rows);
        _drawn++;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<Vector512<double>, ulong>(rows);
        for (int lane = 0; lane < counts.Length; lane++)
        {
            int count = 0;
            for (int row = 0, left = trials; left > 0; row++, left -= 64)
            {
                count += BitOperations.PopCount(words[(row * counts.Length) + lane] & (ulong.MaxValue >> Math.Max(0, 64 - left)));
            }

            counts[lane] = count;
        }

        return Lanes<double>.Load(counts, 0);
    }
}
