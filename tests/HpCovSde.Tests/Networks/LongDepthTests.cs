using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Networks;

/// <summary>
/// A network so deep that 1 − ρ is far below the range of numbers, against a plain simulation with the same normals and 4000 bits, which
/// keeps V itself.
/// </summary>
public sealed class LongDepthTests
{
    private const int Width = 5;
    private const int Depth = 3600;
    private const uint Replica = 3;

    public static TheoryData<string, int, Precision> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, Precision>();
            foreach (string slopes in new[] { "1 0.3", "1 0.9", "1 1" })
            {
                cases.Add(slopes, 2, Precision.Double);
                cases.Add(slopes, 3, Precision.Double);
                cases.Add(slopes, 2, Precision.Single);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logarithms_agree_with_a_simulation_of_4000_bits(string slopes, int inputs, Precision precision)
    {
        double[] s = [.. slopes.Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        var activation = new ReluFamily(s[0], s[1]);
        GramMatrix start = inputs == 2
            ? GramMatrix.Pair(0.25)
            : GramMatrix.FromMatrix(new double[,] { { 1, 0.25, -0.5 }, { 0.25, 2, 0.125 }, { -0.5, 0.125, 0.5 } });
        BigNumber[,] v = precision == Precision.Double ? Plain<double>(start, activation) : Plain<float>(start, activation);

        using var ensemble = new Ensemble(1, seed: 0);
        var network = new FeedforwardNetwork(Width, Depth, activation) { Sampling = WeightSampling.Conditional };
        Quantity[] quantities = [.. Quantity.Every(inputs)];
        EnsembleResult result = ensemble.Run(
            network,
            start,
            new RunOptions { Replicas = 1, FirstReplica = Replica, Precision = precision, Quantities = quantities });
        double tolerance = precision == Precision.Double ? 1e-9 : 1e-2;

        // With three inputs the third pivot is lost once it is 3e-8 of the second; a linear network keeps the factor.
        double digitsLost = inputs == 3 && activation != ReluFamily.Linear ? 1e4 : 10;
        for (int a = 0; a < inputs; a++)
        {
            Assert.Equal(v[a, a].LogOfMagnitude, Value(Quantity.LogVariance(a)), tolerance);
            for (int b = 0; b < a; b++)
            {
                BigNumber scale = BigNumber.Sqrt(v[a, a] * v[b, b]);
                double expected = ((scale - v[a, b]) / scale).LogOfMagnitude;
                Assert.True(Math.Abs(expected) < 1 || expected < -745, $"log(1 - rho) = {expected} is in the range of numbers.");

                Assert.Equal(expected, Value(Quantity.LogOneMinusCorrelation(a, b)), tolerance * digitsLost);
            }
        }

        if (inputs == 2 || activation == ReluFamily.Linear)
        {
            Assert.Equal(LogDeterminant(v), Value(Quantity.LogDeterminant), tolerance * digitsLost);
        }

        double Value(Quantity quantity) => result.Samples(quantity)[0];
    }

    // V after the last layer: neuron i of input a uses normal i·m + b for column b of the Cholesky factor.
    private static BigNumber[,] Plain<T>(GramMatrix start, ReluFamily activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = start.Size;
        var key = new RandomKey(0, StreamMap.Purposes.FeedforwardNetwork);
        var v = new BigNumber[m, m];
        Each(m, (a, b) => v[a, b] = start[a, b]);
        T[] normals = new T[StandardNormals.WholePairs(Width * m)];
        for (uint layer = 0; layer < Depth; layer++)
        {
            StandardNormals.Fill<T>(key.Stream(Replica, layer), 0, normals);
            BigNumber[,] factor = Factor(v);
            var next = new BigNumber[m, m];
            for (int i = 0; i < Width; i++)
            {
                var feature = new BigNumber[m];
                for (int a = 0; a < m; a++)
                {
                    BigNumber z = 0;
                    for (int b = 0; b <= a; b++)
                    {
                        z += factor[a, b] * double.CreateChecked(normals[(i * m) + b]);
                    }

                    feature[a] = (z.Sign > 0 ? activation.PositiveSlope : activation.NegativeSlope) * z;
                }

                Each(m, (a, b) => next[a, b] += feature[a] * feature[b]);
            }

            Each(m, (a, b) => v[a, b] = next[a, b] * (activation.Normalization / Width));
        }

        return v;
    }

    private static BigNumber[,] Factor(BigNumber[,] v)
    {
        int m = v.GetLength(0);
        var factor = new BigNumber[m, m];
        for (int j = 0; j < m; j++)
        {
            for (int i = j; i < m; i++)
            {
                BigNumber sum = v[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = i == j ? BigNumber.Sqrt(sum) : sum / factor[j, j];
            }
        }

        return factor;
    }

    private static double LogDeterminant(BigNumber[,] v)
    {
        BigNumber[,] factor = Factor(v);
        return Enumerable.Range(0, v.GetLength(0)).Sum(i => 2 * factor[i, i].LogOfMagnitude);
    }

    private static void Each(int m, Action<int, int> action)
    {
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < m; b++)
            {
                action(a, b);
            }
        }
    }
}
