
namespace HpCovSde.Covariances;

/// <summary>What a <see cref="Quantity"/> measures.</summary>
public enum QuantityKind
{
    /// <summary>V^{ab}, a variance if a = b.</summary>
    Covariance,

    /// <summary>log V^{aa}.</summary>
    LogVariance,

    /// <summary>ρ^{ab}.</summary>
    Correlation,

    /// <summary>1 − ρ^{ab}.</summary>
    OneMinusCorrelation,

    /// <summary>Mean of ρ^{ab} over all pairs.</summary>
    MeanCorrelation,

    /// <summary>log det V.</summary>
    LogDeterminant,

    /// <summary>log(|φ(Y_l^a)| / |φ(Y_0^a)|) of a residual network.</summary>
    LogFeatureNorm,

    /// <summary>f_k^a, an output of the network.</summary>
    Logit,

    /// <summary>The time at which the first variance of an SDE became infinite.</summary>
    ExplosionTime,

    /// <summary>log(1 − ρ^{ab}).</summary>
    LogOneMinusCorrelation,
}

/// <summary>A number read off a covariance matrix: one column of an ensemble's samples. Inputs are numbered from 0.</summary>
public readonly record struct Quantity
{
    private Quantity(QuantityKind kind, int a, int b)
    {
        Check(a, nameof(a), "input");
        Check(b, nameof(b), "input");
        Kind = kind;
        A = Math.Min(a, b);
        B = Math.Max(a, b);
    }

    /// <summary>log det V; not defined (NaN) where V is singular.</summary>
    public static Quantity LogDeterminant { get; } = new(QuantityKind.LogDeterminant, 0, 0);

    /// <summary>Mean of ρ^{ab} over all pairs.</summary>
    public static Quantity MeanCorrelation { get; } = new(QuantityKind.MeanCorrelation, 0, 0);

    /// <summary>
    /// The time at which the first variance became infinite, see <see cref="CovarianceSample.ExplosionTime"/>; NaN where none has. Kept
    /// only where it is asked for.
    /// </summary>
    public static Quantity ExplosionTime { get; } = new(QuantityKind.ExplosionTime, 0, 0);

    /// <summary>What is measured.</summary>
    public QuantityKind Kind { get; }

    /// <summary>The input of the smaller number.</summary>
    public int A { get; }

    /// <summary>The other input, the same for a variance.</summary>
    public int B { get; }

    /// <summary>The output unit of a <see cref="QuantityKind.Logit"/>, from 0; 0 for everything else.</summary>
    public int Unit { get; private init; }

    /// <summary>
    /// The name in tables and JSON, where inputs and units are numbered from 1: "V[1,2]", "logV[1,1]", "rho[1,2]", "1-rho[1,2]",
    /// "log(1-rho[1,2])", "logNorm[1]", "f[1,2]" (unit 1, input 2), "logdet", "explosionTime".
    /// </summary>
    public string Name => Kind switch
    {
        QuantityKind.Covariance => $"V[{A + 1},{B + 1}]",
        QuantityKind.LogVariance => $"logV[{A + 1},{A + 1}]",
        QuantityKind.Correlation => $"rho[{A + 1},{B + 1}]",
        QuantityKind.OneMinusCorrelation => $"1-rho[{A + 1},{B + 1}]",
        QuantityKind.LogOneMinusCorrelation => $"log(1-rho[{A + 1},{B + 1}])",
        QuantityKind.MeanCorrelation => "meanRho",
        QuantityKind.LogFeatureNorm => $"logNorm[{A + 1}]",
        QuantityKind.Logit => $"f[{Unit + 1},{A + 1}]",
        QuantityKind.ExplosionTime => "explosionTime",
        _ => "logdet",
    };

    /// <summary>Reads a <see cref="Name"/>; the inputs of a pair may be in either order.</summary>
    /// <param name="name">The name.</param>
    /// <param name="quantity">The quantity; not meaningful if the name is not one.</param>
    /// <returns>Whether it is the name of a quantity.</returns>
    public static bool TryParse(string? name, out Quantity quantity) => QuantityName.TryParse(name, out quantity);

    /// <summary>V^{ab}.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Quantity Covariance(int a, int b) => new(QuantityKind.Covariance, a, b);

    /// <summary>log V^{aa}.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Quantity LogVariance(int a) => new(QuantityKind.LogVariance, a, a);

    /// <summary>ρ^{ab}.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Quantity Correlation(int a, int b) => new(QuantityKind.Correlation, a, b);

    /// <summary>1 − ρ^{ab}, accurate also for nearly parallel inputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Quantity OneMinusCorrelation(int a, int b) => new(QuantityKind.OneMinusCorrelation, a, b);

    /// <summary>
    /// log(1 − ρ^{ab}), finite at any depth; not defined (NaN) for inputs that are exactly parallel or dead. See
    /// <see cref="CovarianceSample.LogOneMinusCorrelation"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Quantity LogOneMinusCorrelation(int a, int b) => new(QuantityKind.LogOneMinusCorrelation, a, b);

    /// <summary>
    /// log(|φ(Y_l^a)| / |φ(Y_0^a)|) of a residual network, see <see cref="CovarianceSample.LogFeatureNorm"/>; NaN for other chains. Kept
    /// only where it is asked for.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Quantity LogFeatureNorm(int a) => new(QuantityKind.LogFeatureNorm, a, a);

    /// <summary>
    /// f_k^a, the output of unit <paramref name="unit"/> for input <paramref name="a"/>, see <see cref="Runs.RunOptions.Logits"/>; NaN
    /// if the replica exploded.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Quantity Logit(int unit, int a)
    {
        Check(unit, nameof(unit), "output unit");
        return new(QuantityKind.Logit, a, a) { Unit = unit };
    }

    /// <summary>Every output: unit by unit, input by input.</summary>
    public static IReadOnlyList<Quantity> Logits(int units, int inputs) =>
        [.. Enumerable.Range(0, units).SelectMany(unit => Enumerable.Range(0, inputs).Select(a => Logit(unit, a)))];

    /// <summary>Every entry: V, log V, ρ, 1 − ρ, log(1 − ρ) and log det.</summary>
    public static IReadOnlyList<Quantity> Every(int inputs)
    {
        var quantities = new List<Quantity>();
        ForPairs(inputs, diagonal: true, (a, b) => quantities.Add(Covariance(a, b)));
        for (int a = 0; a < inputs; a++)
        {
            quantities.Add(LogVariance(a));
        }

        ForPairs(inputs, diagonal: false, (a, b) => quantities.Add(Correlation(a, b)));
        ForPairs(inputs, diagonal: false, (a, b) => quantities.Add(OneMinusCorrelation(a, b)));
        ForPairs(inputs, diagonal: false, (a, b) => quantities.Add(LogOneMinusCorrelation(a, b)));
        quantities.Add(LogDeterminant);
        return quantities;
    }

    /// <summary>
    /// What is kept unless asked otherwise: every entry up to 8 inputs, beyond that the variances, the mean correlation and log det.
    /// </summary>
    public static IReadOnlyList<Quantity> Default(int inputs) =>
        inputs <= 8
            ? Every(inputs)
            : [.. Enumerable.Range(0, inputs).Select(a => Covariance(a, a)), MeanCorrelation, LogDeterminant];

    /// <summary>Reads the quantity off a sample; NaN where it is not defined. Does not allocate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It names an input that the sample has not.</exception>
    public double Of(in CovarianceSample sample) => sample.HasExploded && Kind != QuantityKind.ExplosionTime ? double.NaN : Kind switch
    {
        QuantityKind.Covariance => sample.Covariance(A, B),
        QuantityKind.LogVariance => NotMinusInfinity(sample.LogVariance(A)),
        QuantityKind.Correlation => sample.Correlation(A, B),
        QuantityKind.OneMinusCorrelation => sample.OneMinusCorrelation(A, B),
        QuantityKind.LogOneMinusCorrelation => NotMinusInfinity(sample.LogOneMinusCorrelation(A, B)),
        QuantityKind.MeanCorrelation => sample.MeanCorrelation(),
        QuantityKind.LogFeatureNorm => sample.LogFeatureNorm(A),
        QuantityKind.Logit => sample.Logit(Unit, A),
        QuantityKind.ExplosionTime => sample.ExplosionTime,
        _ => sample.LogDeterminant,
    };

    /// <summary>The largest input named, to be checked against the number there is.</summary>
    internal int LargestInput => B;

    private static double NotMinusInfinity(double log) => double.IsNegativeInfinity(log) ? double.NaN : log;

    private static void Check(int index, string name, string what)
    {
        if (index < 0)
        {
            throw new ArgumentOutOfRangeException(
                name,
                index,
                $"The index of an {what} is {index}; indices are counted from 0, so that index 0 is {what} 1 in names such as V[1,2].");
        }
    }

    private static void ForPairs(int inputs, bool diagonal, Action<int, int> action)
    {
        for (int a = 0; a < inputs; a++)
        {
            for (int b = diagonal ? a : a + 1; b < inputs; b++)
            {
                action(a, b);
            }
        }
    }
}
