using System.Text;
using HpCovSde.Data;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests;

public sealed class GramMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Inputs_give_their_inner_products_over_the_number_of_inputs()
    {
        var random = new Random(5);
        foreach (int length in (int[])[1, 7, 8, 9, 16, 61])
        {
            double[,] x = new double[4, length];
            for (int i = 0; i < x.Length; i++)
            {
                x[i / length, i % length] = random.NextDouble() - 0.5;
            }

            var gram = GramMatrix.FromInputs(x);
            for (int a = 0; a < 4; a++)
            {
                for (int b = 0; b < 4; b++)
                {
                    double sum = 0;
                    for (int i = 0; i < length; i++)
                    {
                        sum += x[a, i] * x[b, i];
                    }

                    // Two sums of n terms below 1/4 in different order: n eps / 4 each, divided by n.
                    Assert.Equal(sum / length, gram[a, b], tolerance: 1.2e-16);
                    Assert.Equal(gram[b, a], gram[a, b]);
                    Assert.Equal(gram[a, b], gram.Values[a, b]);
                }

                Assert.Equal(gram[a, a], gram.Variance(a));
            }
        }
    }

    [Fact]
    public void One_minus_the_correlation_of_inputs_keeps_its_digits()
    {
        foreach (double angle in (double[])[1, 1e-2, 1e-4, 1e-6, 1e-8])
        {
            // Row 2 is longer, so that the difference of the rows says nothing.
            var gram = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 3 * Math.Cos(angle), 3 * Math.Sin(angle) } });
            double exact = 2 * Math.Sin(angle / 2) * Math.Sin(angle / 2);

            // Each component of the unit vectors is off by a few 1e-16, their difference has length 2 sin(angle / 2).
            Assert.InRange(gram.OneMinusCorrelation(0, 1) / exact, 1 - (2e-15 / angle), 1 + (2e-15 / angle));
        }
    }

    [Fact]
    public void One_minus_the_correlation_is_exactly_zero_for_equal_inputs()
    {
        double[] x = [0.1, -0.7, 1.3, 0.2, 5.1, 0.3, 0.4, 0.5, 0.6];
        double[,] rows = new double[2, x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            rows[0, i] = rows[1, i] = x[i];
        }

        var gram = GramMatrix.FromInputs(rows);
        Assert.Equal(0, gram.OneMinusCorrelation(0, 1));
        Assert.Equal(0, gram.OneMinusCorrelation(0, 0));
        Assert.Equal(0, GramMatrix.FromMatrix(gram.Values).OneMinusCorrelation(0, 1));
        Assert.Equal(0, GramMatrix.FromMatrix(new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } }).OneMinusCorrelation(1, 0));
        Assert.Equal(2, GramMatrix.Pair(-1).OneMinusCorrelation(0, 1));
        Assert.Equal(2, GramMatrix.FromInputs(new double[,] { { 3 }, { -7 } }).OneMinusCorrelation(0, 1));
        Assert.Equal(1 - 0.3, GramMatrix.Pair(0.3).OneMinusCorrelation(0, 1));
    }

    [Fact]
    public void A_zero_input_has_variance_zero_and_correlation_zero()
    {
        var gram = GramMatrix.FromInputs(new double[,] { { 0, 0 }, { 3, 4 } });
        Assert.Equal(0, gram.Variance(0));
        Assert.Equal(12.5, gram.Variance(1));
        Assert.Equal(1, gram.OneMinusCorrelation(0, 1));
        Assert.Equal(1, gram.OneMinusCorrelation(0, 0));
        Assert.Equal(1, GramMatrix.FromMatrix(gram.Values).OneMinusCorrelation(1, 0));
    }

    [Fact]
    public void Single_and_pair_have_the_given_variances_and_correlation()
    {
        Assert.Equal(1, GramMatrix.Single()[0, 0]);
        Assert.Equal(0.25, GramMatrix.Single(0.25)[0, 0]);
        var pair = GramMatrix.Pair(-0.5);
        Assert.Equal((2, 1, -0.5, -0.5, 1), (pair.Size, pair[0, 0], pair[0, 1], pair[1, 0], pair[1, 1]));
        AssertRefused("-1", () => GramMatrix.Single(-1));
        AssertRefused("NaN", () => GramMatrix.Single(double.NaN));
        AssertRefused("1.5", () => GramMatrix.Pair(1.5));
        AssertRefused("NaN", () => GramMatrix.Pair(double.NaN));
    }

    [Fact]
    public void Indices_are_checked()
    {
        var gram = GramMatrix.Pair(0.5);
        foreach ((int a, int b) in ((int, int)[])[(0, 2), (2, 0), (-1, 0), (0, -1), (1, -1)])
        {
            _ = Assert.Throws<ArgumentOutOfRangeException>(() => gram[a, b]);
            _ = Assert.Throws<ArgumentOutOfRangeException>(() => gram.OneMinusCorrelation(a, b));
        }

        _ = Assert.Throws<ArgumentOutOfRangeException>(() => gram.Variance(2));
    }

    [Fact]
    public void A_matrix_that_is_not_a_covariance_matrix_is_refused_with_the_entry()
    {
        AssertRefused("has no rows", () => GramMatrix.FromMatrix(new double[0, 0]));
        AssertRefused("has 1 row and 2 columns", () => GramMatrix.FromMatrix(new double[,] { { 1, 2 } }));
        AssertRefused("has NaN in row 2, column 1", () => GramMatrix.FromMatrix(new double[,] { { 1, 0 }, { double.NaN, 1 } }));
        AssertRefused("has -2 in row 2, column 2; the diagonal", () => GramMatrix.FromMatrix(new double[,] { { 1, 0 }, { 0, -2 } }));
        AssertRefused(
            "0.5 in row 2, column 1 but 0.4 in row 1, column 2", () => GramMatrix.FromMatrix(new double[,] { { 1, 0.4 }, { 0.5, 1 } }));
        AssertRefused("1.5 in row 2, column 1 exceeds the root 1", () => GramMatrix.FromMatrix(new double[,] { { 1, 1.5 }, { 1.5, 1 } }));
        AssertRefused("0.1 in row 2, column 1 exceeds the root 0", () => GramMatrix.FromMatrix(new double[,] { { 0, 0.1 }, { 0.1, 1 } }));
        AssertRefused(
            "on the diagonal of row",
            () => GramMatrix.FromMatrix(new double[,] { { 1, 1, 1 }, { 1, 1, 0 }, { 1, 0, 1 } }));
        AssertRefused(
            "leaves the pivot -2.24 times the diagonal in row 3",
            () => GramMatrix.FromMatrix(new double[,] { { 4, 2, -3.6 }, { 2, 4, 3.6 }, { -3.6, 3.6, 4 } }));
    }

    [Fact]
    public void Inputs_without_a_finite_gram_matrix_are_refused()
    {
        AssertRefused("has no rows", () => GramMatrix.FromInputs(new double[0, 3]));
        AssertRefused("rows without numbers", () => GramMatrix.FromInputs(new double[3, 0]));
        AssertRefused("has Infinity in row 1, column 2", () => GramMatrix.FromInputs(new double[,] { { 1, double.PositiveInfinity } }));
        AssertRefused("squared norm of row 2 is not finite", () => GramMatrix.FromInputs(new double[,] { { 1 }, { 1e200 } }));
        AssertRefused("squared norm of row 1 underflows", () => GramMatrix.FromInputs(new double[,] { { 1e-200 }, { 1 } }));
        AssertRefused("has 20001 rows; at most 20000", () => GramMatrix.FromInputs(new double[20_001, 1]));
    }

    [Fact]
    public void Rank_deficient_matrices_rounded_to_twelve_digits_are_accepted_and_slightly_indefinite_ones_are_not()
    {
        var random = new Random(17);
        foreach ((int m, int rank) in ((int, int)[])[(2, 1), (3, 2), (20, 3), (60, 30), (120, 1)])
        {
            double[,] x = new double[m, rank];
            for (int i = 0; i < x.Length; i++)
            {
                x[i / rank, i % rank] = random.NextDouble() - 0.5;
            }

            double[,] v = GramMatrix.FromInputs(x).Values.ToArray();
            double[,] wrong = (double[,])v.Clone();
            for (int a = 0; a < m; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    double scale = Math.Sqrt(v[a, a] * v[b, b]);
                    double noise = ((2 * random.NextDouble()) - 1) * 0.9e-12 * scale;
                    v[a, b] = v[b, a] = Math.Clamp(v[a, b] + (a == b ? 0 : noise), -scale, scale);
                }

                // Taking 1e-6 of the diagonal away makes the zero eigenvalues negative.
                wrong[a, a] *= 1 - 1e-6;
            }

            Assert.Equal(m, GramMatrix.FromMatrix(v).Size);
            AssertRefused("is not positive semidefinite", () => GramMatrix.FromMatrix(wrong));
        }
    }

    [Theory]
    [InlineData("<f4", 3)]
    [InlineData("<f4", 40)]
    [InlineData("<f2", 3)]
    [InlineData("<f8", 40)]
    [InlineData("text", 40)]
    public void The_tolerance_follows_the_precision_of_the_file(string type, int m)
    {
        // Rank 2, each entry rounded to the precision, and one of two mirrored entries off by a unit in the last place.
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, 2 * m).Select(_ => random.NextDouble() - 0.5)];
        double[] v = [.. Enumerable.Range(0, m * m).Select(i => Rounded((x[i / m] * x[i % m]) + (x[m + (i / m)] * x[m + (i % m)])))];
        v[1] = type == "<f2" ? (double)Half.BitIncrement((Half)v[1]) : float.BitIncrement((float)v[1]);
        double[] wrong = [.. v.Select((value, i) => i % (m + 1) == 0 ? Rounded(0.9 * value) : value)];
        double[] fine = [.. v];
        fine[1] += 1e-9;

        Assert.Equal(m, GramMatrix.Load(Write(v)).Size);
        Assert.Contains("semidefinite", Refusal(Write(wrong)), StringComparison.Ordinal);
        if (type == "<f8")
        {
            // These are no floats, so the file has double precision.
            Assert.Contains("is not symmetric", Refusal(Write(fine)), StringComparison.Ordinal);
        }

        double Rounded(double value) => type == "<f2" ? (double)(Half)value : (float)value;

        string Refusal(string path) => Assert.Throws<DataFileException>(() => GramMatrix.Load(path)).Message;

        string Write(double[] values)
        {
            if (type == "text")
            {
                IEnumerable<string> rows = values.Chunk(m).Select(row => string.Join(' ', row.Select(value => $"{(float)value:G9}")));
                return _folder.Write("v.txt", string.Join('\n', rows));
            }

            byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({m}, {m}), }}");
            IEnumerable<byte> data = values.SelectMany(value => type switch
            {
                "<f2" => BitConverter.GetBytes((Half)value),
                "<f4" => BitConverter.GetBytes((float)value),
                _ => BitConverter.GetBytes(value),
            });
            return _folder.Write("v.npy", [.. NpyFile.Magic, 1, 0, (byte)header.Length, 0, .. header, .. data]);
        }
    }

    [Fact]
    public void A_file_without_numbers_says_its_shape()
    {
        byte[] header = Encoding.ASCII.GetBytes("{'descr': '<f8', 'fortran_order': False, 'shape': (5, 0), }");
        string path = _folder.Write("v.npy", [.. NpyFile.Magic, 1, 0, (byte)header.Length, 0, .. header]);
        string expected = $"{path}: has shape (5, 0), which has no numbers";
        Assert.Equal(expected, Assert.Throws<DataFileException>(() => GramMatrix.Load(path)).Message);
        Assert.Equal(expected, Assert.Throws<DataFileException>(() => GramMatrix.LoadInputs(path)).Message);
    }

    [Fact]
    public void The_scale_of_the_inputs_does_not_matter_to_the_check()
    {
        double[] scales = [1e-150, 1e150, 1];
        double[,] v = new double[3, 3];
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                v[a, b] = (a == b ? 1 : 0.5) * scales[a] * scales[b];
            }
        }

        Assert.Equal(0.5, GramMatrix.FromMatrix(v).OneMinusCorrelation(0, 1), tolerance: 1e-15);
        v[2, 1] = v[1, 2] = -0.9 * scales[1] * scales[2];
        AssertRefused("is not positive semidefinite", () => GramMatrix.FromMatrix(v));
    }

    [Fact]
    public void The_samples_load_and_are_normalised_to_unit_diagonal()
    {
        var ten = GramMatrix.LoadInputs(Sample("digits10.csv"));
        var twoHundred = GramMatrix.LoadInputs(Sample("digits200.npy"));
        Assert.Equal((10, 200), (ten.Size, twoHundred.Size));
        for (int a = 0; a < twoHundred.Size; a++)
        {
            Assert.Equal(1, twoHundred.Variance(a), tolerance: 1e-14);
        }

        // Rank 53 of 200: the semidefinite check sees 147 pivots of rounding size.
        Assert.Equal(200, GramMatrix.FromMatrix(twoHundred.Values).Size);
    }

    [Fact]
    public void Files_give_the_same_matrix_and_refusals_name_the_file()
    {
        string csv = _folder.Write("v.csv", "1,0.25\n0.25,4\n");
        Assert.Equal(0.25, GramMatrix.Load(csv)[0, 1]);
        Assert.Equal(((0.0625) + 16) / 2, GramMatrix.LoadInputs(csv).Variance(1));

        AssertFileRefused(GramMatrix.Load, "w.csv", "1,2\n2,1\n", "2 in row 2, column 1 exceeds the root 1");
        AssertFileRefused(GramMatrix.LoadInputs, "x.csv", "1e200\n", "is not finite");
        AssertFileRefused(GramMatrix.Load, "v.dat", "1\n", "has the extension '.dat'; .csv, .tsv, .txt, .npy and .npz files can be read");
        using (var writer = new NpyWriter(_folder["vector.npy"], [2]))
        {
            writer.WriteElements(0, [1, 2]);
            writer.Commit();
        }

        Assert.Contains(
            "has shape (2,)",
            Assert.Throws<DataFileException>(() => GramMatrix.LoadInputs(_folder["vector.npy"])).Message,
            StringComparison.Ordinal);
    }

    private static string Sample(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HpCovSde.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, "samples", name);
    }

    private static void AssertRefused(string expected, Func<GramMatrix> action) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private void AssertFileRefused(Func<string, GramMatrix> load, string name, string text, string expected)
    {
        string path = _folder.Write(name, text);
        string message = Assert.Throws<DataFileException>(() => load(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
