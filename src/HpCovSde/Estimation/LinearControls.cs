using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Schemes;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Estimation;

/// <summary>
/// Linear control variates: a linear chain that is driven by the random numbers of another one, and functions of it whose means are known.
/// For a covariance SDE it is the SDE without drift, with the same noise. For a feedforward network it is the linear network of the same
/// width and depth, with the same normals.
/// </summary>
/// <remarks>
/// In both, E arcsin ρ does not change. In the SDE E log V^{aa} falls by T and E log det V by m(m + 1)T/2, and E ρ and E ρ² are those of
/// <see cref="PairLaw"/> with κ = 0. In the network of width n and depth d, E log V^{aa} grows by d (ψ(n/2) − log(n/2)), and E log det V by
/// the sum of d (ψ((n − i)/2) − log(n/2)) over i from 0 to m − 1 (Bartlett's decomposition).
/// </remarks>
public sealed class LinearControls
{
    // More pairs than those of so many inputs would make more controls than they are worth.
    private const int MostInputsOfAllPairs = 6;

    private LinearControls(IChain chain, IReadOnlyList<KnownMean> controls, IReadOnlyList<KnownMean> own)
    {
        Chain = chain;
        Controls = controls;
        Own = own;
    }

    /// <summary>The most controls that there are for so many inputs: of each log V, of log det V, and six of each pair.</summary>
    internal static int Most(int inputs) =>
        inputs + 1 + (6 * (inputs > MostInputsOfAllPairs ? inputs - 1 : inputs * (inputs - 1) / 2));

    /// <summary>The linear chain.</summary>
    public IChain Chain { get; }

    /// <summary>Functions of the linear chain.</summary>
    public IReadOnlyList<KnownMean> Controls { get; }

    /// <summary>Functions of the controlled chain itself, whose means are known from the laws of pairs; none if they are not.</summary>
    public IReadOnlyList<KnownMean> Own { get; }

    /// <summary>The same controls of a chain with another step: their means do not depend on it.</summary>
    /// <param name="time">T.</param>
    /// <param name="step">The step of the chain that is controlled.</param>
    internal LinearControls At(double time, double step) => new(Linear(time, step), Controls, Own);

    /// <summary>The controls of a limit; null if it has none: there are for covariance SDEs that <see cref="Tri2"/> integrates.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="start">V_0.</param>
    /// <param name="step">The step of the chain that is controlled.</param>
    /// <param name="pairs">The laws of the pairs of this limit; null if there are none.</param>
    public static LinearControls? Of(LimitProcess limit, GramMatrix start, double step, PairLaws? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(start);
        if (limit is not (CovarianceSde or SmoothCovarianceSde))
        {
            return null;
        }

        int m = start.Size;
        double time = limit.Time;
        var controls = new List<KnownMean>(Common(start, -time, -m * (m + 1) * time / 2));
        var own = new List<KnownMean>();
        foreach ((int a, int b) in Pairs(start))
        {
            var linear = new PairLaw(new(0), start.OneMinusCorrelation(a, b), time);
            controls.AddRange(Known(
                Quantity.Correlation(a, b),
                (linear.MeanRho, null),
                (linear.Mean(point => point.Rho * point.Rho), rho => rho * rho)));
            if (pairs?.Of(a, b) is { } law)
            {
                own.AddRange(Known(
                    Quantity.Correlation(a, b),
                    (law.MeanRho, null),
                    (law.Mean(point => point.Arcsine), Math.Asin),
                    (law.Mean(point => point.Rho * point.Rho), rho => rho * rho)));
            }
        }

        return new(Linear(time, step), controls, own);
    }

    /// <summary>
    /// The controls of a network; null if it has none: there are for feedforward networks whose layers are drawn given V, with at most
    /// <see cref="FeedforwardNetwork.LargestWideInputs"/> inputs.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="start">V_0.</param>
    public static LinearControls? Of(FeedforwardNetwork network, GramMatrix start)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(start);
        int m = start.Size;
        if (m > FeedforwardNetwork.LargestWideInputs || network.SamplingFor(m) != WeightSampling.Conditional)
        {
            return null;
        }

        double n = network.Width;
        double Growth(int i) => network.Depth * (SpecialFunctions.DiGamma((n - i) / 2) - Math.Log(n / 2));
        double logDeterminant = n >= m ? Enumerable.Range(0, m).Sum(Growth) : double.NaN;
        var linear = new FeedforwardNetwork(network.Width, network.Depth, ReluFamily.Linear) { Sampling = WeightSampling.Conditional };
        return new(linear, [.. Common(start, Growth(0), logDeterminant)], []);
    }

    private static IChain Linear(double time, double step) => new LinearSde(time).Integrate(step, new Tri2());

    // Those whose means are not refused.
    private static IEnumerable<KnownMean> Known(Quantity quantity, params (ExactValue Mean, Func<double, double>? Function)[] controls) =>
        from control in controls
        where control.Mean.Refusal is null
        select new KnownMean(quantity, control.Mean.Value, control.Function);

    // log V^{aa}, arcsin ρ and log det V.
    private static IEnumerable<KnownMean> Common(GramMatrix start, double growth, double growthOfDeterminant)
    {
        for (int a = 0; a < start.Size; a++)
        {
            if (start.Variance(a) > 0)
            {
                yield return new(Quantity.LogVariance(a), Math.Log(start.Variance(a)) + growth);
            }
        }

        foreach ((int a, int b) in Pairs(start))
        {
            yield return new(Quantity.Correlation(a, b), Math.Asin(1 - start.OneMinusCorrelation(a, b)), Math.Asin);
        }

        if (start.Size > 1 && HasVariances(start) && LogDeterminant(start) is { } logDeterminant && double.IsFinite(growthOfDeterminant))
        {
            yield return new(Quantity.LogDeterminant, logDeterminant + growthOfDeterminant);
        }
    }

    private static bool HasVariances(GramMatrix start) => Enumerable.Range(0, start.Size).All(a => start.Variance(a) > 0);

    // log det V_0; null if V_0 is singular, or nearly so.
    private static double? LogDeterminant(GramMatrix start)
    {
        const double Singular = 1e-10;
        var correlations = Matrix<double>.Build.Dense(start.Size, start.Size, (a, b) => a == b ? 1 : 1 - start.OneMinusCorrelation(a, b));
        double[] eigenvalues = [.. correlations.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real)];
        return eigenvalues.Min() > Singular
            ? eigenvalues.Sum(Math.Log) + Enumerable.Range(0, start.Size).Sum(a => Math.Log(start.Variance(a)))
            : null;
    }

    private static IEnumerable<(int A, int B)> Pairs(GramMatrix start)
    {
        int m = start.Size;
        for (int b = 1; b < m; b++)
        {
            for (int a = m > MostInputsOfAllPairs ? b - 1 : 0; a < b; a++)
            {
                if (start.Variance(a) > 0 && start.Variance(b) > 0)
                {
                    yield return (a, b);
                }
            }
        }
    }
}
