using MathNet.Numerics;

namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// Exact laws of the covariances of linear networks, for finite width n after l layers and for the limiting SDE at time t.
/// Sources: V_l = L W Lᵀ of Wishart factors (Bartlett 1933; Hanin and Nica 2018 for the lognormal law); Li, Nica, Roy 2022 (arXiv
/// 2206.02768).
/// </summary>
internal abstract record LinearLaw
{
    /// <summary>E V^{11 k} / V_0^k for one input.</summary>
    internal abstract double Moment(int k);

    /// <summary>E V^{ab}V^{cd} = P s/3 + Q (a0 − s/3): (P, Q), where a0 = V_0^{ab}V_0^{cd} and s sums the three pairings.</summary>
    internal abstract (double Symmetric, double Mixed) SecondMoment { get; }

    /// <summary>Mean and variance of log V^{aa}/V_0^{aa}.</summary>
    internal abstract (double Mean, double Variance) LogVariance { get; }

    /// <summary>Mean and variance of log det V/det V_0 for m inputs.</summary>
    internal abstract (double Mean, double Variance) LogDeterminant(int m);

    /// <summary>E det V / det V_0 for m inputs.</summary>
    internal abstract double Determinant(int m);

    /// <summary>E log(1 − ρ²) − log(1 − ρ_0²).</summary>
    internal abstract double LogOneMinusSquaredCorrelation { get; }

    internal double ProductMean(GramMatrix start, int a, int b, int c, int d)
    {
        double pairing = start[a, b] * start[c, d];
        double sum = pairing + (start[a, c] * start[b, d]) + (start[a, d] * start[b, c]);
        return (SecondMoment.Symmetric * sum / 3) + (SecondMoment.Mixed * (pairing - (sum / 3)));
    }

    /// <summary>n neurons, l layers.</summary>
    internal sealed record OfNetwork(int Width, int Depth) : LinearLaw
    {
        internal override (double Symmetric, double Mixed) SecondMoment =>
            (Math.Pow(1 + (2.0 / Width), Depth), Math.Pow(1 - (1.0 / Width), Depth));

        internal override (double Mean, double Variance) LogVariance => LogDeterminant(1);

        internal override double LogOneMinusSquaredCorrelation =>
            Depth * (SpecialFunctions.DiGamma((Width - 1) / 2.0) - SpecialFunctions.DiGamma(Width / 2.0));

        internal override double Moment(int k) =>
            Math.Pow(Enumerable.Range(0, k).Aggregate(1.0, (product, j) => product * (1 + (2.0 * j / Width))), Depth);

        internal override (double Mean, double Variance) LogDeterminant(int m)
        {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < m; i++)
            {
                mean += SpecialFunctions.DiGamma((Width - i) / 2.0) + Math.Log(2.0 / Width);
                variance += TriGamma((Width - i) / 2.0);
            }

            return (Depth * mean, Depth * variance);
        }

        internal override double Determinant(int m) =>
            Math.Pow(Enumerable.Range(0, m).Aggregate(1.0, (product, i) => product * (1 - ((double)i / Width))), Depth);
    }

    /// <summary>The linear SDE at time t.</summary>
    internal sealed record OfSde(double Time) : LinearLaw
    {
        internal override (double Symmetric, double Mixed) SecondMoment => (Math.Exp(2 * Time), Math.Exp(-Time));

        internal override (double Mean, double Variance) LogVariance => (-Time, 2 * Time);

        internal override double LogOneMinusSquaredCorrelation => -Time;

        internal override double Moment(int k) => Math.Exp(k * (k - 1) * Time);

        internal override (double Mean, double Variance) LogDeterminant(int m) => (-m * (m + 1) * Time / 2, 2 * m * Time);

        internal override double Determinant(int m) => Math.Exp(-m * (m - 1) * Time / 2);
    }

    /// <summary>ψ'(x) by its recurrence and asymptotic series (error below 1e-15 from x = 10 on).</summary>
    internal static double TriGamma(double x)
    {
        double sum = 0;
        for (; x < 10; x++)
        {
            sum += 1 / (x * x);
        }

        double z = 1 / (x * x);
        return sum + (1 / x) + (z / 2) + (
            (z / x) * ((1.0 / 6) - (z * ((1.0 / 30) - (z * ((1.0 / 42) - (z * ((1.0 / 30) - (z * 5 / 66)))))))));
    }
}
