using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The drift of shaped smooth networks over a time τ. A variance V alone obeys dV/dt = βV(V − 1), which is solved exactly: V' = V/(1 + (1 −
/// V)(e^{βτ} − 1)), infinite from where the denominator is zero on, at the time τ* = −log(1 − 1/V)/β: there log V becomes +∞ and stays.
/// Correlations are those of
/// <code>
/// V' = S V S + τc Q(U),   U = S V S + (τc/2) Q(V),   Q(V) = w wᵀ + 2 V∘V,   w_a = V^{aa},   S = diag exp(τ (d (w_a − 1) − 3c/2)/2),
/// </code>
/// positive semidefinite, being sums of such matrices (V∘V by Schur's product theorem), and of second order. For dV/dt = DV + VD + cQ(V)
/// with D = diag(d(w_a − 1) − 3c/2), and E(t) the exponential of the integral of D from τ/2 to t, E⁻¹VE⁻¹ obeys an equation without D. This
/// is the midpoint rule for it. E does not change correlations. For odd activations c = 0, and correlations do not move.
/// </summary>
/// <remarks>
/// V' is a Gram matrix, of s_a x_a, √(τc) w_a and √(2τc) y_a⊗y_a with x_a = √V^{aa} u_a and y_a likewise of U. It is made in difference
/// coordinates like that of a layer, so that 1 − ρ keeps its relative accuracy for inputs of one norm.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class SmoothDriftFlow<T> : DriftFlow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Above it V' is all w wᵀ + 2 V∘V, and its squares are still in range.
    private const double LargestVarianceForCorrelations = 1e6;

    private const double LargestExponent = 20;

    private readonly int _inputs;
    private readonly double _quadratic;
    private readonly double _cubic;
    private readonly double _growth;
    private readonly double _beta;

    /// <param name="inputs">m.</param>
    /// <param name="drift">The coefficients.</param>
    /// <param name="time">τ.</param>
    internal SmoothDriftFlow(int inputs, SmoothDrift drift, double time)
    {
        _inputs = inputs;
        _quadratic = drift.Quadratic * time;
        _cubic = drift.Cubic * time;
        _beta = drift.Beta;
        _growth = ElementaryFunctions.Expm1(drift.Beta * time);
    }

    internal override bool IsOdd => _quadratic == 0;

    internal override WorkspaceRequirement Requirement => Packed.And(Packed).And(Packed).And(Packed).And(Row).And(Row).And(Row).And(Row);

    private WorkspaceRequirement Packed => WorkspaceRequirement.Of<T>((long)PackedLower.Length(_inputs) * Lanes<T>.Count);

    private WorkspaceRequirement Row => WorkspaceRequirement.Of<T>((long)_inputs * Lanes<T>.Count);

    internal override void Apply(CovarianceBundle<T> bundle, double start, Workspace workspace)
    {
        int row = _inputs * Lanes<T>.Count;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> increments = frame.Rent<T>(row);
        LaneMask<T> exploded = FindIncrements(bundle, start, increments);
        if (_quadratic > 0 && _inputs > 1)
        {
            MoveCorrelations(bundle, exploded, frame);
        }

        AddIncrements(bundle, increments);
    }

    // log V' − log V, and the explosions.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private LaneMask<T> FindIncrements(CovarianceBundle<T> bundle, double start, Span<T> increments)
    {
        LaneMask<T> exploded = default;
        for (int a = 0; a < _inputs; a++)
        {
            Lanes<T> log = bundle.LogVariance(a);
            Lanes<T> variance = VectorMath.Exp(log);
            Lanes<T> denominator = Lanes.MultiplyAdd(Lanes<T>.One - variance, Lanes<T>.Of(_growth), Lanes<T>.One);
            LaneMask<T> infinite = denominator <= Lanes<T>.Zero;
            exploded |= infinite;
            Lanes.Select(infinite, Lanes<T>.Zero, -VectorMath.Log(denominator)).Store(increments, a);
            LaneMask<T> now = infinite & (log < Lanes<T>.Of(double.PositiveInfinity));
            if (Lanes.Any(now))
            {
                Lanes<T> time = VectorMath.Log1p(-(Lanes<T>.One / variance)) / Lanes<T>.Of(_beta);
                bundle.Explode(a, now, Lanes<T>.Of(start) - time);
            }
        }

        return exploded;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddIncrements(CovarianceBundle<T> bundle, ReadOnlySpan<T> increments)
    {
        for (int a = 0; a < _inputs; a++)
        {
            bundle.AddToLogVariance(a, Lanes<T>.Load(increments, a));
        }
    }

    private void MoveCorrelations(CovarianceBundle<T> bundle, LaneMask<T> exploded, WorkspaceFrame frame)
    {
        int row = _inputs * Lanes<T>.Count;
        int packed = PackedLower.Length(_inputs) * Lanes<T>.Count;
        Span<T> deviations = frame.Rent<T>(row);
        Span<T> stretched = frame.Rent<T>(row);
        Span<T> squares = frame.Rent<T>(row);
        Span<T> gram = frame.Rent<T>(packed);
        Span<T> middle = frame.Rent<T>(packed);
        Span<T> result = frame.Rent<T>(packed);
        Span<T> before = frame.Rent<T>(packed);
        FindDeviations(bundle, deviations, stretched);
        DifferenceGram(bundle, deviations, gram);
        DifferenceGram(bundle, stretched, result);
        result.CopyTo(middle);
        AddProducts(bundle.References.Values, _quadratic / 2, gram, squares, middle);
        AddProducts(bundle.References.Values, _quadratic, middle, squares, result);
        bundle.DifferenceGram.CopyTo(before);
        bundle.TakeCorrelations(result);
        Restore(before, exploded, bundle.DifferenceGram);
    }

    // σ_a = √V^{aa} and s_a σ_a.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FindDeviations(CovarianceBundle<T> bundle, Span<T> deviations, Span<T> stretched)
    {
        for (int a = 0; a < _inputs; a++)
        {
            Lanes<T> log = Lanes.Min(Lanes<T>.Of(Math.Log(LargestVarianceForCorrelations)), bundle.LogVariance(a));
            Lanes<T> variance = VectorMath.Exp(log);
            Lanes<T> deviation = Lanes.Sqrt(variance);
            Lanes<T> exponent = Lanes.MultiplyAdd(Lanes<T>.Of(_cubic / 2), variance - Lanes<T>.One, Lanes<T>.Of(-0.75 * _quadratic));
            exponent = Lanes.Max(Lanes<T>.Of(-LargestExponent), Lanes.Min(Lanes<T>.Of(LargestExponent), exponent));
            deviation.Store(deviations, a);
            (deviation * VectorMath.Exp(exponent)).Store(stretched, a);
        }
    }

    // The Gram matrix of (σ_1 u_1, σ_2 u_2 − c_2 σ_1 u_1, …), σ_a u_a − c_a σ_1 u_1 = σ_a (u_a − c_a u_1) + c_a (σ_a − σ_1) u_1.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DifferenceGram(CovarianceBundle<T> bundle, ReadOnlySpan<T> deviations, Span<T> gram)
    {
        ReadOnlySpan<T> unit = bundle.DifferenceGram;
        Lanes<T> first = Lanes<T>.Load(deviations, 0);
        Lanes<T> k11 = Lanes<T>.Load(unit, 0);
        ((first * first) * k11).Store(gram, 0);
        for (int a = 1; a < _inputs; a++)
        {
            Lanes<T> own = Lanes<T>.Load(deviations, a);
            Lanes<T> excess = bundle.Reference(a) * (own - first);
            Lanes<T> cross = Lanes<T>.Load(unit, PackedLower.Index(a, 0));
            Lanes<T> withFirst = Lanes.MultiplyAdd(own, cross, excess * k11);
            (first * withFirst).Store(gram, PackedLower.Index(a, 0));
            for (int b = 1; b <= a; b++)
            {
                Lanes<T> other = Lanes<T>.Load(deviations, b);
                Lanes<T> otherCross = Lanes<T>.Load(unit, PackedLower.Index(b, 0));
                Lanes<T> ofExcess = (excess * other) * otherCross;
                Lanes<T> inner = Lanes.MultiplyAdd(own * other, Lanes<T>.Load(unit, PackedLower.Index(a, b)), ofExcess);
                Lanes.MultiplyAdd(bundle.Reference(b) * (other - first), withFirst, inner).Store(gram, PackedLower.Index(a, b));
            }
        }
    }

    // result ← result + strength (v vᵀ + 2 T), v and T the difference forms of w and of the inner products of x_a⊗x_a. c_a is 0 or 1 here.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddProducts(
        ReadOnlySpan<T> references, double strength, ReadOnlySpan<T> gram, Span<T> squares, Span<T> result)
    {
        Lanes<T> factor = Lanes<T>.Of(strength);
        Lanes<T> k = Lanes<T>.Load(gram, 0);
        k.Store(squares, 0);
        Add(result, 0, factor * Lanes.MultiplyAdd(k + k, k, k * k));
        for (int a = 1; a < _inputs; a++)
        {
            Lanes<T> p = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
            Lanes<T> ca = Lanes<T>.Load(references, a);
            Lanes<T> growth = (ca * (p + p)) + Lanes<T>.Load(gram, PackedLower.Index(a, a));
            growth.Store(squares, a);
            Lanes<T> withFirst = (p + p) * ((ca * (k + k)) + p);
            Add(result, PackedLower.Index(a, 0), factor * Lanes.MultiplyAdd(k, growth, withFirst));
            for (int b = 1; b <= a; b++)
            {
                Lanes<T> q = Lanes<T>.Load(gram, PackedLower.Index(b, 0));
                Lanes<T> r = Lanes<T>.Load(gram, PackedLower.Index(a, b));
                Lanes<T> cb = Lanes<T>.Load(references, b);
                Lanes<T> both = ca * cb;
                Lanes<T> inner = Lanes.MultiplyAdd(r, r + (both * (k + k)) + (cb * (p + p)) + (ca * (q + q)), (both * (p + p)) * q);
                Add(result, PackedLower.Index(a, b), factor * Lanes.MultiplyAdd(growth, Lanes<T>.Load(squares, b), inner + inner));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<T> matrix, int entry, Lanes<T> x) => (Lanes<T>.Load(matrix, entry) + x).Store(matrix, entry);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Restore(ReadOnlySpan<T> before, LaneMask<T> mask, Span<T> gram)
    {
        for (int entry = 0; entry < gram.Length / Lanes<T>.Count; entry++)
        {
            Lanes.Select(mask, Lanes<T>.Load(before, entry), Lanes<T>.Load(gram, entry)).Store(gram, entry);
        }
    }
}
