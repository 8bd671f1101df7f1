using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.TestSupport;

namespace HpCovSde.Statistical;

/// <summary>Runs chains for the tests of this project.</summary>
internal static class Experiment
{
    internal static EnsembleResult Run(
        IChain chain, GramMatrix start, int replicas, Precision precision = Precision.Double, ulong seed = 1,
        IReadOnlyList<Quantity>? keep = null, int recordEvery = 0)
    {
        using var ensemble = new Ensemble(threads: 0, seed);
        return ensemble.Run(
            chain, start, new RunOptions { Replicas = replicas, Precision = precision, Quantities = keep, RecordEvery = recordEvery });
    }

    /// <summary>
    /// Inputs by name: "1", "2", "3" are synthetic inputs of different norms, "digits10" and "digits200" are real images.
    /// </summary>
    internal static GramMatrix Start(string name) => name switch
    {
        "1" => GramMatrix.Single(1.7),
        "2" => GramMatrix.FromMatrix(new double[,] { { 1.2, 0.5 }, { 0.5, 0.8 } }),
        "3" => GramMatrix.FromMatrix(new double[,] { { 1.2, 0.5, -0.3 }, { 0.5, 0.8, 0.2 }, { -0.3, 0.2, 1 } }),
        "digits10" => GramMatrix.LoadInputs(Repository.PathOf("samples/digits10.csv")),
        "digits200" => GramMatrix.LoadInputs(Repository.PathOf("samples/digits200.npy")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such inputs."),
    };

    /// <summary>m inputs of variance 1, every two of them with one correlation.</summary>
    internal static GramMatrix Equicorrelated(int inputs, double correlation)
    {
        double[,] gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = i / inputs == i % inputs ? 1 : correlation;
        }

        return GramMatrix.FromMatrix(gram);
    }
}
