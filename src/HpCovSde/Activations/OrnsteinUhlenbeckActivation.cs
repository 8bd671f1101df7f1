using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// φ(y) = exp(z²), erfi z = w = αy + β. With z′ = dz/dw = (√π/2)/φ the slope is φ′ = α √π z. It is unbounded but grows only like √log |y|.
/// </summary>
internal sealed record OrnsteinUhlenbeckActivation : Activation
{
    private static readonly double RootOfPi = Math.Sqrt(Math.PI);

    internal OrnsteinUhlenbeckActivation(double alpha, double beta)
        : base((alpha, beta) == (1, 0) ? "ou" : string.Create(CultureInfo.InvariantCulture, $"ou({alpha}, {beta})"))
    {
        Alpha = alpha;
        Beta = beta;
    }

    internal double Alpha { get; }

    internal double Beta { get; }

    public override Jet At(double x)
    {
        Lanes<double> w = (Alpha * x) + Beta;
        double z = VectorMath.InverseErfi(w)[0];
        double value = VectorMath.ExpSquaredInverseErfi(w)[0];
        double second = Alpha * Alpha * (Math.PI / 2) / value;
        return new(value, Alpha * RootOfPi * z, second, -second * Alpha * RootOfPi * z / value);
    }

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(new Kernel<T>(Alpha, Beta));

    private readonly struct Kernel<T>(double alpha, double beta) : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // From this |d|/max(1, |w|) on a difference of two values is used. Below it the truncated series of the integral is accurate.
        private const double Small = 1.0 / 32;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public Lanes<T> Value(Lanes<T> x) => VectorMath.ExpSquaredInverseErfi(Argument(x));

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx)
        {
            Lanes<T> d = Lanes<T>.Of(alpha) * dx;
            Lanes<T> middle = Lanes.MultiplyAdd(Lanes<T>.Of(0.5), d, Argument(x));
            Lanes<T> limit = Lanes<T>.Of(Small) * Lanes.Max(Lanes<T>.One, Lanes.Abs(middle));
            return Lanes.Select(Lanes.Abs(d) < limit, SmallIncrement(middle, d), Value(x + dx) - value);
        }

        // √π ∫ z dw, expanded about the middle of the step, with z^(k) = z′ᵏ H_k(z), H_{k+1} = H_k′ − 2kz H_k, H_1 = 1.
        private static Lanes<T> SmallIncrement(Lanes<T> middle, Lanes<T> d)
        {
            Lanes<T> z = VectorMath.InverseErfi(middle);
            Lanes<T> step = (Lanes<T>.Of(RootOfPi / 4) * d) / VectorMath.ExpSquaredInverseErfi(middle);
            Lanes<T> q = step * step;
            Lanes<T> y = z * z;
            Lanes<T> h4 = Lanes.MultiplyAdd(Lanes<T>.Of(-48.0 / 120), y, Lanes<T>.Of(28.0 / 120));
            Lanes<T> h6 = Lanes.MultiplyAdd(Lanes<T>.Of(-3840.0 / 5040), y, Lanes<T>.Of(5216.0 / 5040));
            h6 = Lanes.MultiplyAdd(h6, y, Lanes<T>.Of(-1016.0 / 5040));
            Lanes<T> sum = Lanes.MultiplyAdd(Lanes.MultiplyAdd(Lanes.MultiplyAdd(h6, q, h4), q, Lanes<T>.Of(-2.0 / 6)), q, Lanes<T>.One);
            return (Lanes<T>.Of(RootOfPi) * d) * (z * sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Lanes<T> Argument(Lanes<T> x) => Lanes.MultiplyAdd(Lanes<T>.Of(alpha), x, Lanes<T>.Of(beta));
    }
}
