using HpCovSde.Data;

namespace HpCovSde;

/// <summary>
/// The branch scalings α_l = α_{l,L}, l = 1, …, L, of a residual network of depth L: Y_l = Y_{l−1} + α_l W_l φ(Y_{l−1}).
/// Immutable; takes 16 bytes per layer. Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
/// <remarks>Both the network and its kernel at infinite width take a scaling. They do not depend on each other.</remarks>
public sealed class BranchScaling
{
    private readonly double[] _scalings;

    // clock[l] = Σ_{k≤l} α_k².
    private readonly double[] _clock;

    private BranchScaling(double[] scalings)
    {
        _scalings = scalings;
        _clock = new double[scalings.Length + 1];

        // Kahan summation: L terms of 1/L sum to 1 up to rounding at any depth.
        double lost = 0;
        for (int l = 1; l < _clock.Length; l++)
        {
            double square = scalings[l - 1] * scalings[l - 1];
            LargestSquare = Math.Max(LargestSquare, square);
            double term = square - lost;
            _clock[l] = _clock[l - 1] + term;
            lost = _clock[l] - _clock[l - 1] - term;
        }
    }

    /// <summary>L.</summary>
    public int Depth => _scalings.Length;

    /// <summary>α_1, …, α_L.</summary>
    public ReadOnlySpan<double> Values => _scalings;

    /// <summary>Σ_l α_l². A family of networks is stable if these sums are bounded as L grows.</summary>
    public double SumOfSquares => _clock[^1];

    /// <summary>
    /// h_L = max_l α_l². The distance of the kernel at infinite width from its flow is at most of order h_L + L h_L².
    /// </summary>
    public double LargestSquare { get; }

    /// <summary>
    /// α_l = L^{−1/2} for each l. Normalised: Σ_l α_l² = 1. Its order of convergence in depth is the best of all scalings.
    /// </summary>
    /// <param name="depth">L ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">L &lt; 1.</exception>
    public static BranchScaling Uniform(int depth) => Constant(depth, 1 / Math.Sqrt(depth));

    /// <summary>α_l = L^{−γ}: stable for γ ≥ 1/2, with the trivial limit q_0 for γ &gt; 1/2.</summary>
    /// <param name="depth">L ≥ 1.</param>
    /// <param name="exponent">γ, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">L &lt; 1, or γ or L^{1 − 2γ} is not finite.</exception>
    public static BranchScaling Power(int depth, double exponent)
    {
        if (!double.IsFinite(exponent) || !double.IsFinite(Math.Pow(depth, -2 * exponent) * depth))
        {
            throw new ArgumentOutOfRangeException(
                nameof(exponent), exponent, $"γ = {exponent}, but γ and L^(1 − 2γ) must be finite at L = {depth}.");
        }

        return Constant(depth, Math.Pow(depth, -exponent));
    }

    /// <summary>α_l = (l log(l + 1)²)^{−1/2}, independent of L. Σ α_l² is a convergent series.</summary>
    /// <param name="depth">L ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">L &lt; 1.</exception>
    public static BranchScaling LogSeries(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        double[] scalings = new double[depth];
        for (int l = 1; l <= depth; l++)
        {
            scalings[l - 1] = 1 / (Math.Sqrt(l) * Math.Log(l + 1.0));
        }

        return new(scalings);
    }

    /// <summary>Scalings given by their values α_1, …, α_L, which are copied.</summary>
    /// <exception cref="ArgumentException">There is no value, a value is negative or not finite, or Σ α_l² overflows.</exception>
    public static BranchScaling FromValues(params ReadOnlySpan<double> scalings) =>
        TryFromValues(scalings, out string defect) ?? throw new ArgumentException($"{defect}.", nameof(scalings));

    /// <summary>
    /// Reads α_1, …, α_L from a .csv or .npy file with a vector, one column or one row; otherwise like <see cref="FromValues"/>.
    /// </summary>
    /// <exception cref="DataFileException">The file cannot be read, or its numbers are not valid scalings.</exception>
    public static BranchScaling Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Of(NumericFile.Read(path), path);
    }

    /// <summary>Branch scalings that have been read from a file.</summary>
    /// <exception cref="DataFileException">They are not valid.</exception>
    internal static BranchScaling Of(NumericArray array, string path)
    {
        ReadOnlySpan<int> shape = array.Shape;
        return shape is [> 1, > 1]
            ? throw new DataFileException(path, $"has shape ({shape[0]}, {shape[1]}); one column or one row of branch scalings is needed")
            : TryFromValues(array.Values, out string defect) ?? throw new DataFileException(path, defect);
    }

    /// <summary>t_L(l) = Σ_{k≤l} α_k², the time of the limiting flow after l layers.</summary>
    /// <param name="layers">l in [0, L].</param>
    /// <exception cref="ArgumentOutOfRangeException">l is not in [0, L].</exception>
    public double Clock(int layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layers, Depth);
        return _clock[layers];
    }

    /// <summary>The memory of the scalings of a depth.</summary>
    internal static MemoryEstimate Memory(int depth) =>
        new MemoryEstimate().Add($"branch scalings of {Wording.Count(depth, "layer")}", 2.0 * sizeof(double) * depth);

    private static BranchScaling? TryFromValues(ReadOnlySpan<double> scalings, out string defect)
    {
        defect = "At least one scaling is needed; their number is the depth";
        for (int i = 0; i < scalings.Length; i++)
        {
            if (!(scalings[i] >= 0 && double.IsFinite(scalings[i])))
            {
                defect = FormattableString.Invariant($"α_{i + 1} = {scalings[i]}, but it must be finite and at least 0");
                return null;
            }
        }

        if (scalings.IsEmpty)
        {
            return null;
        }

        defect = "The sum of the squares of the scalings is not finite";
        var scaling = new BranchScaling(scalings.ToArray());
        return double.IsFinite(scaling.SumOfSquares) ? scaling : null;
    }

    private static BranchScaling Constant(int depth, double value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        double[] scalings = new double[depth];
        Array.Fill(scalings, value);
        return new(scalings);
    }
}
