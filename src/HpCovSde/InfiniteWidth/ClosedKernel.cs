using HpCovSde.Activations;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// E φ(U)φ(V) in closed form, (U, V) ~ N(0, ·) with variances a, b and covariance c = √(ab) (1 − δ), for activations whose Hermite series
/// would need too many terms at large variances.
/// </summary>
/// <remarks>
/// √(K(a, a) K(b, b)) − K(a, b) is the sum of its value at δ = 0, which is 0 for a = b, and of the fall of K from c = √(ab) to c, which is
/// accurate in relative terms for any δ.
/// </remarks>
internal abstract class ClosedKernel
{
    // Closed forms have products of two variances.
    private const double LargestVariance = 1e150;

    /// <summary>The largest variance for which the Hermite series converges with few enough terms.</summary>
    private protected abstract double LargestVarianceOfSeries { get; }

    /// <summary>The closed form for an activation, or null.</summary>
    internal static ClosedKernel? Of(Activation activation) => activation switch
    {
        ReshapedActivation { Stretching: { } shape } => Of(shape.Inner) is { } inner ? new Stretched(inner, shape.Scale, shape.Gain) : null,
        GeluActivation => new GeluKernel(),
        _ when activation == Activation.Erf => new ErfKernel(),
        _ when activation == Activation.Sin => new SinKernel(),
        _ => null,
    };

    /// <summary>Whether the closed form is to be taken for inputs of these variances.</summary>
    internal bool IsFor(double[] variances) =>
        variances.Max() is var largest && largest > LargestVarianceOfSeries && largest <= LargestVariance;

    /// <summary>E φ(U)², U ~ N(0, a).</summary>
    internal abstract double MeanSquare(double a);

    /// <summary>a E φ′(U)².</summary>
    internal abstract double MeanSquareSlope(double a);

    /// <summary>√(E φ(U)² E φ(V)²) − E φ(U)φ(V) ≥ 0; exactly 0 for a = b and δ = 0.</summary>
    internal double Deficit(double a, double b, double delta)
    {
        double apart = a == b ? 0 : Math.Max(0, Math.Sqrt(MeanSquare(a) * MeanSquare(b)) - Product(a, b));
        return apart + Fall(a, b, delta);
    }

    /// <summary>K at δ = 0.</summary>
    private protected abstract double Product(double a, double b);

    /// <summary>K at δ = 0 minus K at δ.</summary>
    private protected abstract double Fall(double a, double b, double delta);

    // With N = (1 + 2a)(1 + 2b) and Δ = N − 4c², E erf U erf V = (2/π) arctan(2c/√Δ). Source: Williams 1996 (NIPS 9).
    private sealed class ErfKernel : ClosedKernel
    {
        private protected override double LargestVarianceOfSeries => 30;

        internal override double MeanSquare(double a) => 2 / Math.PI * Math.Atan(2 * a / Math.Sqrt(1 + (4 * a)));

        internal override double MeanSquareSlope(double a) => 4 / Math.PI * a / Math.Sqrt(1 + (4 * a));

        private protected override double Product(double a, double b) =>
            2 / Math.PI * Math.Atan2(2 * Math.Sqrt(a) * Math.Sqrt(b), Math.Sqrt(1 + (2 * a) + (2 * b)));

        private protected override double Fall(double a, double b, double delta) =>
            2 / Math.PI * Angle.Between(1 + (2 * a) + (2 * b), 2 * Math.Sqrt(a) * Math.Sqrt(b), delta);
    }

    // E sin U sin V = e^{−(a + b)/2} sinh c.
    private sealed class SinKernel : ClosedKernel
    {
        private protected override double LargestVarianceOfSeries => 1000;

        internal override double MeanSquare(double a) => -0.5 * ElementaryFunctions.Expm1(-2 * a);

        internal override double MeanSquareSlope(double a) => a * 0.5 * (1 + Math.Exp(-2 * a));

        private protected override double Product(double a, double b) =>
            0.5 * (Math.Exp(-Distance(a, b)) - Math.Exp(-0.5 * (a + b) - (Math.Sqrt(a) * Math.Sqrt(b))));

        private protected override double Fall(double a, double b, double delta)
        {
            double c = Math.Sqrt(a) * Math.Sqrt(b);
            double powers = Math.Exp(-Distance(a, b)) + Math.Exp((-0.5 * (a + b)) - (c * (1 - delta)));
            return -0.5 * ElementaryFunctions.Expm1(-c * delta) * powers;
        }

        // (√a − √b)²/2.
        private static double Distance(double a, double b)
        {
            double difference = a == b ? 0 : (a - b) / (Math.Sqrt(a) + Math.Sqrt(b));
            return 0.5 * difference * difference;
        }
    }

    // With N = (1 + a)(1 + b), Δ = N − c² and θ = arctan(c/√Δ): K = c/4 + (cθ + (c² + ab Δ)/(N √Δ))/(2π), by Stein's identity.
    // Source of such kernels: Tsuchida, Pearce, van der Heide, Roosta, Gallagher 2020 (arXiv 2002.08517).
    private sealed class GeluKernel : ClosedKernel
    {
        private protected override double LargestVarianceOfSeries => 60;

        internal override double MeanSquare(double a) => Product(a, a);

        internal override double MeanSquareSlope(double a)
        {
            // K′(c) = 1/4 + θ/(2π) + c (1 + gΔ)/(2π Δ^{3/2}), g = 1/(1 + a) + 1/(1 + b).
            double square = 1 + a + a;
            double rest = a / Math.Sqrt(square) * ((1 / square) + (2 / (1 + a)));
            return a * (0.25 + ((Math.Atan(a / Math.Sqrt(square)) + rest) / (2 * Math.PI)));
        }

        private protected override double Product(double a, double b)
        {
            double c = Math.Sqrt(a) * Math.Sqrt(b);
            double square = 1 + a + b;
            double root = Math.Sqrt(square);
            double rest = c / (1 + a) * (c / (1 + b)) * ((1 + square) / root);
            return (0.25 * c) + (((c * Math.Atan2(c, root)) + rest) / (2 * Math.PI));
        }

        private protected override double Fall(double a, double b, double delta)
        {
            double first = Math.Sqrt(a) * Math.Sqrt(b);
            double c = first * (1 - delta);
            double square = 1 + a + b;
            double root = Math.Sqrt(square);
            double fall = a * b * delta * (2 - delta);
            double rootAfter = Math.Sqrt(square + fall);
            double growth = fall / (rootAfter + root);
            double turn = Angle.Between(square, first, delta);
            double angles = (first * delta * Math.Atan2(first, root)) + (c * turn);

            // (c² + ab Δ)/(N √Δ) = 1/√Δ + (1 − g) √Δ with 1 − g = (ab − 1)/N.
            double oneMinusG = ((a / (1 + a)) * (b / (1 + b))) - (1 / (1 + a) / (1 + b));
            double rest = growth * ((1 / (root * rootAfter)) - oneMinusG);
            return (0.25 * first * delta) + ((angles + rest) / (2 * Math.PI));
        }
    }

    // φ_s(x) = gain φ(x/s).
    private sealed class Stretched(ClosedKernel inner, double scale, double gain) : ClosedKernel
    {
        private readonly double _square = scale * scale;

        private protected override double LargestVarianceOfSeries => inner.LargestVarianceOfSeries * _square;

        internal override double MeanSquare(double a) => gain * gain * inner.MeanSquare(a / _square);

        internal override double MeanSquareSlope(double a) => gain * gain * inner.MeanSquareSlope(a / _square);

        private protected override double Product(double a, double b) => gain * gain * inner.Product(a / _square, b / _square);

        private protected override double Fall(double a, double b, double delta) =>
            gain * gain * inner.Fall(a / _square, b / _square, delta);
    }

    private static class Angle
    {
        /// <summary>
        /// arctan(p/√Δ) at p₀ minus that at p = p₀ (1 − δ), where Δ + p² is constant and Δ₀ the value at p₀.
        /// </summary>
        internal static double Between(double square, double first, double delta)
        {
            double p = first * (1 - delta);
            double fall = first * first * delta * (2 - delta);
            double root = Math.Sqrt(square);
            double rootAfter = Math.Sqrt(square + fall);
            double sine = p > 0
                ? fall / ((first * rootAfter) + (p * root)) * (square + (first * first))
                : (first * rootAfter) - (p * root);
            return sine == 0 ? 0 : Math.Atan2(sine, (root * rootAfter) + (first * p));
        }
    }
}
