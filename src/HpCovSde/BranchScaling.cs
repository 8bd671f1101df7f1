using HpCovSde.Data;

namespace HpCovSde;

/// <summary>
/// The scalings α_l = α_{l,L}, l = 1, …, L, of the branches of a residual network of depth L: Y_l = Y_{l−1} + α_l W_l φ(Y_{l−1}).
/// Immutable. Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
/// <remarks>The network and its limit kernels both take one, and know nothing of each other.</remarks>
public sealed class BranchScaling
{
    private readonly double[] _scalings;

    // clock[l] = Σ_{k≤l} α_k².
    private readonly double[] _clock;

    private BranchScaling(double[] scalings)
    {
        _scalings = scalings;
        _clock = new double[scalings.Length + 1];

        // Kahan's sum: L terms of 1/L make 1 to rounding at any depth.
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

    /// <summary>Σ_l α_l². A family of networks whose sums stay bounded as L grows is stable.</summary>
    public double SumOfSquares => _clock[^1];

    /// <summary>h_L = max_l α_l²: how far the network is from its flow. The error of the kernel at infinite width is at most of order h_L + L h_L².</summary>
    public double LargestSquare { get; }

    /// <summary>α_l = L^{−1/2} for each l: normalised, and the best of these in its order of convergence.</summary>
    /// <param name="depth">L ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">L &lt; 1.</exception>
    public static BranchScaling Uniform(int depth) => Constant(depth, 1 / Math.Sqrt(depth));

    /// <summary>α_l = L^{−γ}: stable for γ ≥ 1/2, with the trivial limit q_0 for γ &gt; 1/2.</summary>
    /// <param name="depth">L ≥ 1.</param>
    /// <param name="exponent">γ, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">L &lt; 1, or γ is not finite or its power has no finite square.</exception>
    public static BranchScaling Power(int depth, double exponent)
    {
        if (!double.IsFinite(exponent) || !double.IsFinite(Math.Pow(depth, -2 * exponent) * depth))
        {
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, $"γ = {exponent} gives no finite L^(1 − 2γ) at L = {depth}.");
        }

        return Constant(depth, Math.Pow(depth, -exponent));
    }

    /// <summary>α_l = (l log(l + 1)²)^{−1/2}, whatever L: a convergent series Σ α_l², so that the limit of depth is that of a sum.</summary>
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

    /// <summary>Given α_1, …, α_L; they are copied.</summary>
    /// <exception cref="ArgumentException">There is none, one is negative or not finite, or Σ α_l² overflows.</exception>
    public static BranchScaling FromValues(params ReadOnlySpan<double> scalings) =>
        TryFromValues(scalings, out string defect) ?? throw new ArgumentException($"{defect}.", nameof(scalings));

    /// <summary>Reads α_1, …, α_L as <see cref="FromValues"/> takes them from a .csv or .npy file: a vector, one column or one row.</summary>
    /// <exception cref="DataFileException">The file cannot be read or its numbers are refused.</exception>
    public static BranchScaling Load(string path)
    {
        NumericArray array = NumericFile.Read(path);
        ReadOnlySpan<int> shape = array.Shape;
        return shape is [> 1, > 1]
            ? throw new DataFileException(path, $"has shape ({shape[0]}, {shape[1]}); one column or one row of branch scalings is needed")
            : TryFromValues(array.Values, out string defect) ?? throw new DataFileException(path, defect);
    }

    /// <summary>t_L(l) = Σ_{k≤l} α_k², the time of the limit flow that l layers take.</summary>
    /// <param name="layers">l in [0, L].</param>
    /// <exception cref="ArgumentOutOfRangeException">l is not in [0, L].</exception>
    public double Clock(int layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layers, Depth);
        return _clock[layers];
    }

    private static BranchScaling? TryFromValues(ReadOnlySpan<double> scalings, out string defect)
    {
        defect = "There must be at least one scaling: the depth is their number";
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
