using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Statistical;

/// <summary>
/// The order of the inputs does not change the law, although the engines treat the first input differently and factor in order.
/// </summary>
public sealed class PermutationTests
{
    private const int Replicas = 1 << 13;

    // Correlations 0.9, −0.4 and 0, so that a wrong permutation is detected.
    private static readonly double[,] V = { { 1, 0.9, -0.4 }, { 0.9, 1, 0 }, { -0.4, 0, 1 } };

    [Theory]
    [InlineData("network")]
    [InlineData("explicit")]
    [InlineData("smooth")]
    [InlineData("residual")]
    [InlineData("residual explicit")]
    [InlineData("residual smooth")]
    [InlineData("residual diffusion")]
    [InlineData("smooth limit")]
    [InlineData("euler-maruyama")]
    [InlineData("exponential-map")]
    [InlineData("tri2")]
    public void The_order_of_inputs_does_not_change_the_law(string name)
    {
        IChain chain = name switch
        {
            "network" => new FeedforwardNetwork(20, 6, ReluFamily.LeakyRelu(0.3)),
            "explicit" => new FeedforwardNetwork(20, 6, ReluFamily.LeakyRelu(0.3)) { Sampling = WeightSampling.Explicit },
            "smooth" => FeedforwardNetwork.ShapedSmooth(20, 6, new SmoothShape(Activation.Softplus, 1)),
            "residual" => ResidualNetwork.Uniform(20, 6, ReluFamily.Relu),
            "residual explicit" => new ResidualNetwork(
                20, BranchScaling.Uniform(6), ReluFamily.Relu)
            { Sampling = WeightSampling.Explicit },
            "residual smooth" => ResidualNetwork.Uniform(20, 6, Activation.Softplus),
            "residual diffusion" => new ResidualDiffusion(20, 1).Integrate(0.2),
            "smooth limit" => new SmoothCovarianceSde(new(0.3, -0.5), 0.3).Integrate(0.3 / 64),

            // A scheme's own law may depend on the order by its error O(h).
            _ => new CovarianceSde(0.4, 0.3).Integrate(0.3 / 64, SchemeCatalog.Find(name)),
        };
        EnsembleResult ordered = Experiment.Run(chain, Permuted([0, 1, 2]), Replicas);
        Assert.Empty(Compare(ordered, [1, 2, 0], [1, 2, 0]));
        Assert.Empty(Compare(ordered, [2, 1, 0], [2, 1, 0]));

        // Comparing inputs under the wrong names must fail.
        Assert.NotEmpty(Compare(ordered, [1, 2, 0], [2, 0, 1]));

        IReadOnlyList<string> Compare(EnsembleResult x, int[] order, int[] names)
        {
            EnsembleResult y = Experiment.Run(chain, Permuted(order), Replicas, seed: 2);
            var evidence = new Evidence();
            for (int a = 0; a < 3; a++)
            {
                evidence.SameLaw($"logV[{a}]", x.Samples(Quantity.LogVariance(names[a])), y.Samples(Quantity.LogVariance(a)));
                for (int b = 0; b < a; b++)
                {
                    evidence.SameLaw(
                        $"rho[{a},{b}]", x.Samples(Quantity.Correlation(names[a], names[b])), y.Samples(Quantity.Correlation(a, b)));
                }
            }

            evidence.SameLaw("logdet", x.Samples(Quantity.LogDeterminant), y.Samples(Quantity.LogDeterminant));
            return evidence.Rejected;
        }
    }

    // Input a of the result is input order[a].
    private static GramMatrix Permuted(int[] order)
    {
        double[,] v = new double[3, 3];
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                v[a, b] = V[order[a], order[b]];
            }
        }

        return GramMatrix.FromMatrix(v);
    }
}
