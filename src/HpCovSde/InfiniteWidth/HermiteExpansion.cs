using HpCovSde.Activations;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The Hermite coefficients of an activation: φ(σg) = Σ_k a_k(σ) h_k(g), so that E φ(U)φ(V) = Σ_k a_k(σ_u) a_k(σ_v) ρ^k for Gaussian (U,
/// V). Source: Daniely, Frostig, Singer 2016 (arXiv 1602.05897).
/// </summary>
/// <remarks>
/// The number of coefficients is adapted. a_k² decreases like e^{−2d√k} for an activation that is analytic in a strip, with the nearest
/// pole at ±id/σ, but only like a power of k for an activation with a kink at 0.
/// </remarks>
internal sealed class HermiteExpansion
{
    /// <summary>The number of inputs per matrix product.</summary>
    internal const int ChunkInputs = 64;

    // With a kink more coefficients would not help. The rest of the series is estimated, and its error bounded.
    private const int MostDegreesKinked = 512;

    private const int FewestDegrees = 64;

    private const int MostDegrees = 4096;

    // More inputs of different variances have kinks at so many places that cutting there would cost more than the rest.
    private const int MostDistinctDeviations = 32;

    // A relative difference of two quadratures that is rounding.
    private const double Rounding = 1e-14;

    // An error that is concentrated at a point x changes Σ a_k² by Σ h_k(x)² times its square, which is about 2√k times the density.
    private const double ErrorsPerMeanSquare = 16;

    private readonly Activation _activation;
    private readonly SpanFunction _function;
    private readonly IReadOnlyList<double> _kinks;
    private HermiteBasis? _refined;

    internal HermiteExpansion(Activation activation)
    {
        _activation = activation;
        _function = SpanFunction.Of(activation);
        _kinks = activation.Kinks;
        DegreeLimit = _kinks.Count > 0 ? MostDegreesKinked : MostDegrees;
        (Offset, Stride) = Parity();
    }

    /// <summary>The largest number of degrees of an expansion.</summary>
    internal int DegreeLimit { get; }

    /// <summary>The smallest degree: 1 for odd functions, else 0.</summary>
    internal int Offset { get; }

    /// <summary>The difference of consecutive degrees: 2 for odd and for even functions, else 1.</summary>
    internal int Stride { get; }

    /// <summary>The table for inputs of given variances. The last table suggests how many degrees to start with.</summary>
    internal HermiteTable Tabulate(ReadOnlySpan<double> variances, KernelStep step, KernelWorkers workers, HermiteTable? last)
    {
        double[] deviations = new double[variances.Length];
        for (int a = 0; a < deviations.Length; a++)
        {
            deviations[a] = Math.Sqrt(variances[a]);
        }

        int degrees = FewestDegrees;
        while (last is not null && degrees < last.Degrees && !last.WouldConvergeWith(degrees))
        {
            degrees *= 2;
        }

        while (true)
        {
            var table = new HermiteTable(this, deviations, step, HermiteBasis.Of(degrees), null, workers);
            if (table.HasConverged)
            {
                return table;
            }

            if (degrees == DegreeLimit)
            {
                return Checked(table, deviations, step, workers);
            }

            degrees *= 2;
        }
    }

    // Of a series that does not converge, E φ(σg)² is computed independently. It shows whether the quadrature resolves φ.
    private HermiteTable Checked(HermiteTable table, double[] deviations, KernelStep step, KernelWorkers workers)
    {
        var known = new (double Value, double Error)[table.Inputs];
        workers.For(table.Inputs, a => known[a] = MeanSquare(deviations[a]));
        double[] meanSquares = [.. known.Select(pair => pair.Value)];
        bool resolved = true;
        for (int a = 0; a < table.Inputs; a++)
        {
            resolved &= Math.Abs(table.MeanSquares[a] - meanSquares[a]) <= Rounding * meanSquares[a];
        }

        if (!resolved)
        {
            _refined = HermiteBasis.Refined(table.Degrees, Finest(deviations), KinksOf(deviations), _refined);
            table = new(this, deviations, step, _refined, meanSquares, workers);
        }

        double worst = 0;
        for (int a = 0; a < table.Inputs; a++)
        {
            double ofMeanSquare = known[a].Value > 0 ? known[a].Error / known[a].Value : 0;
            worst = Math.Max(worst, table.Squares[a] * ((ErrorsPerMeanSquare * table.QuadratureErrors[a]) + ofMeanSquare));
        }

        table.QuadratureError = worst > Rounding ? Math.Min(2, worst) : 0;
        return table;
    }

    private (double Value, double Error) MeanSquare(double deviation) => GaussianExpectation.Estimate(
        g =>
        {
            double value = _activation.Apply(deviation * g);
            return value * value;
        },
        _activation.PanelEdges(deviation));

    // A power of two, so that it is the same in most layers.
    private double Finest(double[] deviations) =>
        Math.ScaleB(1, Math.Min(-6, Math.ILogB(_activation.FeatureScale / Math.Max(double.Epsilon, deviations.Max()))));

    private IEnumerable<double> KinksOf(double[] deviations)
    {
        double[] distinct = [.. deviations.Where(deviation => deviation > 0).Distinct()];
        return distinct.Length > MostDistinctDeviations ? [] : distinct.SelectMany(deviation => _kinks.Select(kink => kink / deviation));
    }

    internal static WorkspaceRequirement CoefficientRequirement(HermiteBasis basis) =>
        WorkspaceRequirement.Of<double>((long)basis.Abscissas.Length * ChunkInputs)
            .And(WorkspaceRequirement.Of<double>((long)basis.Abscissas.Length * ChunkInputs))
            .And(Blas.For<double>(BlasProvider.Managed).GemmRequirement(basis.Degrees / 2, ChunkInputs, basis.Abscissas.Length));

    /// <summary>a_k(σ) for a chunk of inputs, indexed [term][input], and E φ(σg)².</summary>
    internal void Coefficients(
        HermiteBasis basis, ReadOnlySpan<double> deviations, Span<double> coefficients, Span<double> meanSquares, Workspace workspace)
    {
        int nodes = basis.Abscissas.Length;
        using WorkspaceFrame frame = workspace.Enter();
        Span<double> even = frame.Rent<double>(nodes * ChunkInputs);
        Span<double> odd = frame.Rent<double>(nodes * ChunkInputs);
        const int Rows = ChunkInputs / 8;
        for (int q = 0; q < nodes; q++)
        {
            for (int row = 0; row < Rows; row++)
            {
                Lanes<double> x = basis.Abscissas[q] * Lanes<double>.Load(deviations, row);
                x.Store(even, (q * Rows) + row);
                (-x).Store(odd, (q * Rows) + row);
            }
        }

        _function.Apply(even);
        _function.Apply(odd);
        meanSquares.Clear();
        for (int q = 0; q < nodes; q++)
        {
            for (int row = 0; row < Rows; row++)
            {
                var plus = Lanes<double>.Load(even, (q * Rows) + row);
                var minus = Lanes<double>.Load(odd, (q * Rows) + row);
                Lanes<double> square = Lanes.MultiplyAdd(plus, plus, minus * minus);
                Lanes.MultiplyAdd(basis.Weights[q], square, Lanes<double>.Load(meanSquares, row)).Store(meanSquares, row);
                (plus + minus).Store(even, (q * Rows) + row);
                (plus - minus).Store(odd, (q * Rows) + row);
            }
        }

        int half = basis.Degrees / 2;
        if (Offset == 0)
        {
            Multiply(basis.Even, even, coefficients);
        }

        if (Offset == 1 || Stride == 1)
        {
            Multiply(basis.Odd, odd, Stride == 1 ? coefficients[ChunkInputs..] : coefficients);
        }

        void Multiply(double[] polynomials, ReadOnlySpan<double> values, Span<double> destination)
        {
            int stride = 2 / Stride * ChunkInputs;
            Blas.For<double>(BlasProvider.Managed).Gemm(
                Transpose.Yes,
                Transpose.No,
                half,
                ChunkInputs,
                nodes,
                1,
                polynomials,
                half,
                values,
                ChunkInputs,
                0,
                destination,
                stride,
                workspace);
        }
    }

    /// <summary>σ² E φ′(σg)² = Σ_k k a_k².</summary>
    internal double MeanSquareSlope(HermiteBasis basis, double deviation)
    {
        double sum = 0;
        for (int q = 0; q < basis.Abscissas.Length; q++)
        {
            double plus = _activation.At(deviation * basis.Abscissas[q]).First;
            double minus = _activation.At(-deviation * basis.Abscissas[q]).First;
            sum += basis.Weights[q] * ((plus * plus) + (minus * minus));
        }

        return deviation * deviation * sum;
    }

    private (int Offset, int Stride) Parity()
    {
        double[] plus = [.. HermiteBasis.Of(FewestDegrees).Abscissas];
        double[] minus = [.. plus.Select(x => -x)];
        _function.Apply(plus);
        _function.Apply(minus);
        return Holds(-1) ? (1, 2) : Holds(1) ? (0, 2) : (0, 1);

        bool Holds(double sign) =>
            plus.Zip(minus).All(pair => Math.Abs(pair.First - (sign * pair.Second)) <= 1e-15 * Math.Abs(pair.First));
    }
}
