using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The noise of two inputs, exact in law at any step: W = √det W · R(φ) diag(e^s, e^−s) R(φ)ᵀ, where log det W ~ N(−3h, 4h), φ is uniform,
/// and s is the distance of a Brownian motion in the hyperbolic plane from its start at time h, see <see cref="HyperbolicRadius"/>.
/// </summary>
/// <remarks>
/// W/√det W is a Brownian motion on the symmetric matrices of determinant 1, which are the hyperbolic plane. Two normals (g_0, g_1) give
/// φ/2 as their angle and s as a function of their length. Steps longer than <see cref="HyperbolicRadius.LongestTime"/> are products of
/// several.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class PairNoise<T> : TriangularNoise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int NormalsOfFactor = 3;

    private readonly int _factors;
    private readonly HyperbolicRadius _radius;
    private readonly double _meanLog;
    private readonly double _deviationOfLog;

    /// <param name="step">h.</param>
    internal PairNoise(double step)
        : base(inputs: 2)
    {
        _factors = checked((int)FactorsOf(step));
        double time = step / _factors;
        _radius = new(time, typeof(T) == typeof(double) ? 1e-14 : 1e-9);

        // Of (det W)^{1/4}.
        _meanLog = -0.75 * time;
        _deviationOfLog = 0.5 * Math.Sqrt(time);
    }

    internal override int Normals => _factors * NormalsOfFactor;

    /// <summary><see cref="Normals"/> of a step h.</summary>
    internal static long NormalsOf(double step) => FactorsOf(step) * NormalsOfFactor;

    private static long FactorsOf(double step) => (long)Math.Clamp(Math.Ceiling(step / HyperbolicRadius.LongestTime), 1, 1L << 60);

    // The angle of (g_0, g_1) is half of φ, the direction in which W moves.
    internal override void FromIncrements(Span<T> normals)
    {
        for (int factor = 0; factor < _factors; factor++)
        {
            HalveAngle(normals[(factor * NormalsOfFactor * Lanes<T>.Count)..]);
        }
    }

    internal override void Fill(ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal)
    {
        Lanes<T> first = Lanes<T>.One;
        Lanes<T> below = Lanes<T>.Zero;
        Lanes<T> second = Lanes<T>.One;
        for (int factor = 0; factor < _factors; factor++)
        {
            Draw(normals[(factor * NormalsOfFactor * Lanes<T>.Count)..], out Lanes<T> t11, out Lanes<T> t21, out Lanes<T> t22);
            below = Lanes.MultiplyAdd(below, t11, second * t21);
            first *= t11;
            second *= t22;
        }

        first.Store(diagonal, 0);
        below.Store(columns, 1);
        second.Store(diagonal, 1);
    }

    // cos φ/2 = √((1 + cos φ)/2), without cancellation where φ is near ±π. Both signs of the pair give the same W.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void HalveAngle(Span<T> pair)
    {
        Lanes<T> x = Lanes<T>.Load(pair, 0);
        Lanes<T> y = Lanes<T>.Load(pair, 1);
        Lanes<T> radius = Lanes.Sqrt(Lanes.MultiplyAdd(x, x, y * y));
        Lanes<T> larger = Lanes.Sqrt((Lanes<T>.Of(0.5) * radius) * (radius + Lanes.Abs(x)));
        Lanes<T> smaller = ((Lanes<T>.Of(0.5) * radius) * y) / Lanes.Max(larger, Lanes<T>.Of(SmallestSquare));
        LaneMask<T> isAhead = x >= Lanes<T>.Zero;
        Lanes.Select(isAhead, larger, Lanes.Abs(smaller)).Store(pair, 0);
        Lanes.Select(isAhead, smaller, Lanes.CopySign(larger, y)).Store(pair, 1);
    }

    // With c, s' the cosine and sine of φ/2: W_11/√det W = e^s c² + e^−s s'² and W_21/√det W = (e^s − e^−s) c s'.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Draw(ReadOnlySpan<T> normals, out Lanes<T> t11, out Lanes<T> t21, out Lanes<T> t22)
    {
        Lanes<T> x = Lanes<T>.Load(normals, 0);
        Lanes<T> y = Lanes<T>.Load(normals, 1);
        Lanes<T> square = Lanes.MultiplyAdd(x, x, y * y);
        Lanes<T> growth = VectorMath.Expm1(_radius.Of(square));
        Lanes<T> decay = -growth / (Lanes<T>.One + growth);
        Lanes<T> inverse = Lanes<T>.One / Lanes.Max(square, Lanes<T>.Of(SmallestSquare));
        Lanes<T> along = Lanes.MultiplyAdd(growth * (x * x), inverse, (decay * (y * y)) * inverse);
        Lanes<T> root = Lanes.Sqrt(Lanes<T>.One + along);
        Lanes<T> scale = VectorMath.Exp(Lanes.MultiplyAdd(Lanes<T>.Of(_deviationOfLog), Lanes<T>.Load(normals, 2), Lanes<T>.Of(_meanLog)));
        Lanes<T> overRoot = scale / root;
        t11 = scale * root;
        t21 = (((growth - decay) * (x * y)) * inverse) * overRoot;
        t22 = overRoot;
    }

    // Where both normals are zero there is no angle, and none is needed.
    private static double SmallestSquare => typeof(T) == typeof(double) ? 1e-300 : 1e-35;
}
