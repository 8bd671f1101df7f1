using System.Diagnostics.CodeAnalysis;
using CommunityToolkit.HighPerformance;
using HpCovSde.Data;
using HpCovSde.Kernels.Simd;

namespace HpCovSde;

/// <summary>
/// The covariance of m inputs before the first layer: a symmetric positive semidefinite m × m matrix
/// V_ab = ⟨x_a, x_b⟩ / n_in, with ρ_ab = V_ab / √(V_aa V_bb). Immutable; validated at construction.
/// </summary>
/// <remarks>Indices of members start at 0. Messages count rows and columns from 1. The full matrix is stored; m ≤ 20000.</remarks>
public sealed class GramMatrix
{
    /// <summary>The largest number of inputs.</summary>
    public const int LargestSize = 20_000;

    private readonly double[] _values;

    // 1 − ρ_ab = |x_a/|x_a| − x_b/|x_b||²/2 for a > b, packed by rows; empty if only the matrix is known.
    private readonly double[] _oneMinusCorrelation;

    private GramMatrix(double[] values, int size, double[] oneMinusCorrelation)
    {
        _values = values;
        Size = size;
        _oneMinusCorrelation = oneMinusCorrelation;
    }

    /// <summary>The number m of inputs.</summary>
    public int Size { get; }

    /// <summary>The matrix, row-major.</summary>
    public ReadOnlySpan2D<double> Values => new(_values, Size, Size);

    /// <summary>V_ab, indices from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double this[int a, int b]
    {
        get
        {
            CheckIndex(a, nameof(a));
            CheckIndex(b, nameof(b));
            return _values[(a * Size) + b];
        }
    }

    /// <summary>V = X Xᵀ / n_in for inputs in the rows of X. Rows of zeros are allowed; their correlations are taken as 0.</summary>
    /// <param name="rows">m inputs of n_in numbers, 1 ≤ m ≤ 20000, n_in ≥ 1.</param>
    /// <exception cref="ArgumentException">
    /// There is no input or there are too many, a number is not finite, or a squared norm overflows or underflows.
    /// </exception>
    public static GramMatrix FromInputs(ReadOnlySpan2D<double> rows) =>
        TryFromInputs(rows, out string defect) ?? throw new ArgumentException($"The matrix of inputs {defect}.", nameof(rows));

    /// <summary>A Gram matrix given by its entries.</summary>
    /// <param name="matrix">
    /// m × m with 1 ≤ m ≤ 20000; finite; symmetric up to 1e-12 √(V_aa V_bb) (the mean of the two entries is used); with a nonnegative
    /// diagonal; positive semidefinite. After scaling to correlations no pivot of the pivoted Cholesky factorisation may be below
    /// −4 m 1e-12, which allows for entries rounded to 12 digits.
    /// </param>
    /// <exception cref="ArgumentException">The matrix violates a condition; the message quotes the entry or the pivot.</exception>
    public static GramMatrix FromMatrix(ReadOnlySpan2D<double> matrix) =>
        FromRounded(matrix, SemidefiniteCheck.EntryTolerance);

    /// <summary>A Gram matrix whose entries may have a larger error.</summary>
    internal static GramMatrix FromRounded(ReadOnlySpan2D<double> matrix, double entryTolerance) =>
        TryFromMatrix(matrix, entryTolerance, out string defect)
        ?? throw new ArgumentException($"The matrix {defect}.", nameof(matrix));

    /// <summary>One input with V = <paramref name="variance"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The variance is negative or not finite.</exception>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The counterpart of Pair, not a number type.")]
    public static GramMatrix Single(double variance = 1) =>
        double.IsFinite(variance) && variance >= 0
            ? new GramMatrix([variance], 1, [])
            : throw new ArgumentOutOfRangeException(
                nameof(variance), variance, $"variance = {variance}, but it must be finite and at least 0.");

    /// <summary>Two inputs with V_11 = V_22 = 1 and V_12 = <paramref name="correlation"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The correlation is not in [−1, 1].</exception>
    public static GramMatrix Pair(double correlation) =>
        correlation is >= -1 and <= 1
            ? new GramMatrix([1, correlation, correlation, 1], 2, [])
            : throw new ArgumentOutOfRangeException(
                nameof(correlation), correlation, $"correlation = {correlation}, but it must be in [-1, 1].");

    /// <summary>
    /// A matrix given by its variances and by 1 − ρ_ab for a &gt; b, packed by rows. Nothing is checked. The array of the latter is kept,
    /// not copied.
    /// </summary>
    internal static GramMatrix FromCorrelations(ReadOnlySpan<double> variances, double[] oneMinusCorrelation)
    {
        int m = variances.Length;
        var values = new double[m * m];
        for (int a = 0; a < m; a++)
        {
            values[(a * m) + a] = variances[a];
            double deviation = Math.Sqrt(variances[a]);
            for (int b = 0; b < a; b++)
            {
                double correlation = 1 - oneMinusCorrelation[PairIndex(a, b)];
                values[(a * m) + b] = values[(b * m) + a] = deviation * Math.Sqrt(variances[b]) * correlation;
            }
        }

        return new GramMatrix(values, m, oneMinusCorrelation);
    }

    /// <summary>1 − ρ_ab for a &gt; b, packed by rows, if it is known better than the matrix says; null otherwise.</summary>
    internal double[]? KnownOneMinusCorrelations => _oneMinusCorrelation.Length > 0 ? _oneMinusCorrelation : null;

    /// <summary>A matrix as <see cref="FromMatrix"/> takes it, with <see cref="KnownOneMinusCorrelations"/>.</summary>
    /// <exception cref="ArgumentException">The matrix is refused, or there is not one number in [0, 2] for each pair.</exception>
    internal static GramMatrix FromKnown(ReadOnlySpan2D<double> matrix, double[] oneMinusCorrelation)
    {
        GramMatrix gram = FromMatrix(matrix);
        return oneMinusCorrelation.Length == PairIndex(gram.Size, 0) && oneMinusCorrelation.All(delta => delta is >= 0 and <= 2)
            ? new(gram._values, gram.Size, oneMinusCorrelation)
            : throw new ArgumentException(
                $"1 − ρ must be {Wording.Count(PairIndex(gram.Size, 0), "number")} in [0, 2], one for each pair.",
                nameof(oneMinusCorrelation));
    }

    /// <summary>1 − ρ_ab for a &gt; b, packed by rows, as <see cref="FromCorrelations"/> takes it. Allocates.</summary>
    internal double[] OneMinusCorrelations()
    {
        var pairs = new double[PairIndex(Size, 0)];
        for (int a = 1, i = 0; a < Size; a++)
        {
            for (int b = 0; b < a; b++)
            {
                pairs[i++] = OneMinusCorrelation(a, b);
            }
        }

        return pairs;
    }

    /// <summary>The matrix of some of the inputs. Allocates.</summary>
    internal GramMatrix Select(IReadOnlyList<int> inputs)
    {
        int m = inputs.Count;
        var values = new double[m * m];
        var pairs = new double[_oneMinusCorrelation.Length > 0 ? PairIndex(m, 0) : 0];
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < m; b++)
            {
                values[(a * m) + b] = this[inputs[a], inputs[b]];
                if (b < a && pairs.Length > 0)
                {
                    pairs[PairIndex(a, b)] = OneMinusCorrelation(inputs[a], inputs[b]);
                }
            }
        }

        return new(values, m, pairs);
    }

    /// <summary>
    /// Reads a Gram matrix from a file; see <see cref="FromMatrix"/>. Rounding is allowed for the precision of the file: the tolerance of
    /// symmetry and definiteness is 1e-12 for double precision, 2⁻¹⁹ for numbers that are all floats, and 2⁻⁹ for half precision.
    /// </summary>
    /// <param name="path">A .csv, .tsv, .txt or .npy file, or an array of a .npz file: FILE.npz:NAME.</param>
    /// <exception cref="DataFileException">The file cannot be read, or the matrix is not valid.</exception>
    public static GramMatrix Load(string path) => Load(NumericFile.Read(path), path);

    /// <summary>Reads inputs from a file, one input per row; see <see cref="FromInputs"/>.</summary>
    /// <param name="path">A .csv, .tsv, .txt or .npy file, or an array of a .npz file: FILE.npz:NAME.</param>
    /// <exception cref="DataFileException">The file cannot be read, or the inputs are not valid.</exception>
    public static GramMatrix LoadInputs(string path) => LoadInputs(NumericFile.Read(path), path);

    /// <summary>A Gram matrix that has been read from a file.</summary>
    /// <exception cref="DataFileException">The matrix is not valid.</exception>
    internal static GramMatrix Load(NumericArray array, string path) =>
        TryFromMatrix(Matrix(array, path), SemidefiniteCheck.ToleranceOf(array.SignificantBits()), out string defect)
        ?? throw new DataFileException(path, $"the matrix {defect}");

    /// <summary>Inputs that have been read from a file.</summary>
    /// <exception cref="DataFileException">The inputs are not valid.</exception>
    internal static GramMatrix LoadInputs(NumericArray array, string path) =>
        TryFromInputs(Matrix(array, path), out string defect) ?? throw new DataFileException(path, $"the matrix of inputs {defect}");

    /// <summary>V_aa, index from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, m).</exception>
    public double Variance(int a) => this[a, a];

    /// <summary>
    /// 1 − ρ_ab in [0, 2]; 1 if an input is zero. For inputs it is |x_a/|x_a| − x_b/|x_b||² / 2, with a relative error near 1e-16/√(1 − ρ),
    /// although 1 − ρ computed from ρ would have no correct digits. For a matrix it is (√(V_aa V_bb) − V_ab) / √(V_aa V_bb). It is exactly
    /// 0 for equal inputs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double OneMinusCorrelation(int a, int b)
    {
        double va = Variance(a);
        double vb = Variance(b);
        if (va == 0 || vb == 0)
        {
            return 1;
        }

        if (_oneMinusCorrelation.Length > 0)
        {
            return a == b ? 0 : _oneMinusCorrelation[PairIndex(Math.Max(a, b), Math.Min(a, b))];
        }

        // √V √V may differ from V by rounding, but equal inputs must give 0.
        double scale = va == vb ? va : Math.Sqrt(va) * Math.Sqrt(vb);
        return Math.Clamp((scale - this[a, b]) / scale, 0, 2);
    }

    private static GramMatrix? TryFromInputs(ReadOnlySpan2D<double> rows, out string defect)
    {
        int m = rows.Height;
        int length = rows.Width;
        defect = GramDefect.OfSize(m) ?? GramDefect.OfLength(m, length) ?? GramDefect.OfNumbers(rows) ?? "";
        if (defect.Length > 0)
        {
            return null;
        }

        var values = new double[m * m];
        var directions = new double[m * length];
        rows.CopyTo(directions);
        for (int a = 0; a < m; a++)
        {
            ReadOnlySpan<double> x = rows.GetRowSpan(a);
            for (int b = 0; b <= a; b++)
            {
                values[(a * m) + b] = values[(b * m) + a] = Dot(x, rows.GetRowSpan(b)) / length;
            }

            double norm = Math.Sqrt(Dot(x, x));
            defect = GramDefect.OfInput(x, values[(a * m) + a], norm, a);
            if (defect.Length > 0)
            {
                return null;
            }

            Span<double> direction = directions.AsSpan(a * length, length);
            for (int i = 0; i < length && norm > 0; i++)
            {
                direction[i] /= norm;
            }
        }

        return new GramMatrix(values, m, OneMinusCorrelations(directions, m, length));
    }

    private static double[] OneMinusCorrelations(ReadOnlySpan<double> directions, int m, int length)
    {
        var pairs = new double[PairIndex(m, 0)];
        for (int a = 1; a < m; a++)
        {
            ReadOnlySpan<double> ua = directions.Slice(a * length, length);
            for (int b = 0; b < a; b++)
            {
                ReadOnlySpan<double> ub = directions.Slice(b * length, length);
                double square = 0;
                for (int i = 0; i < length; i++)
                {
                    double difference = ua[i] - ub[i];
                    square += difference * difference;
                }

                pairs[PairIndex(a, b)] = Math.Min(square / 2, 2);
            }
        }

        return pairs;
    }

    // For a > b. There are a(a − 1)/2 pairs before row a, at most 2e8.
    private static int PairIndex(int a, int b) => (int)((long)a * (a - 1) / 2) + b;

    private static GramMatrix? TryFromMatrix(ReadOnlySpan2D<double> matrix, double tolerance, out string defect)
    {
        int m = matrix.Height;
        defect = matrix.Width != m
            ? $"has {Wording.Count(m, "row")} and {Wording.Count(matrix.Width, "column")}; it must be square"
            : GramDefect.OfSize(m) ?? GramDefect.OfNumbers(matrix) ?? "";
        if (defect.Length > 0)
        {
            return null;
        }

        defect = GramDefect.OfDiagonal(matrix);
        if (defect.Length > 0)
        {
            return null;
        }

        var values = new double[m * m];
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                defect = GramDefect.OfPair(matrix, a, b, tolerance);
                if (defect.Length > 0)
                {
                    return null;
                }

                values[(a * m) + b] = values[(b * m) + a] = (matrix[a, b] / 2) + (matrix[b, a] / 2);
            }
        }

        defect = SemidefiniteCheck.Defect(new ReadOnlySpan2D<double>(values, m, m), tolerance) ?? "";
        return defect.Length == 0 ? new GramMatrix(values, m, []) : null;
    }

    // Eight partial sums on every CPU, so that the bits of a Gram matrix do not depend on it.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Lanes<double> sums = Lanes<double>.Zero;
        int rows = x.Length / Lanes<double>.Count;
        for (int row = 0; row < rows; row++)
        {
            sums = Lanes.MultiplyAdd(Lanes<double>.Load(x, row), Lanes<double>.Load(y, row), sums);
        }

        double sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        for (int i = rows * Lanes<double>.Count; i < x.Length; i++)
        {
            sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        }

        return sum;
    }

    private static ReadOnlySpan2D<double> Matrix(NumericArray array, string path) =>
        array.Shape.Length != 2 ? throw new DataFileException(path, $"has shape {array.ShapeText}; a matrix is needed, one row per input")
        : array.Values.IsEmpty ? throw new DataFileException(path, $"has shape {array.ShapeText}, which has no numbers")
        : array.AsMatrix();

    private void CheckIndex(int index, string name)
    {
        if ((uint)index >= (uint)Size)
        {
            throw new ArgumentOutOfRangeException(name, index, $"{name} = {index}, but it must be in [0, {Size}).");
        }
    }
}
