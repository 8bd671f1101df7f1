using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistics;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Networks;

/// <summary>
/// A network with MKL or OpenBLAS agrees with the network with managed products: up to rounding over a few layers, in law over many.
/// </summary>
public sealed class NetworksByProviderTests
{
    private const int Width = 70;

    private static readonly FeedforwardNetwork Shaped = FeedforwardNetwork.ShapedRelu(Width, 1, 0, -1);

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, 20, WeightSampling.Conditional, 1)]
    [RequiresBlas(BlasProvider.Mkl, 60, WeightSampling.Conditional, 1)]
    [RequiresBlas(BlasProvider.Mkl, 33, WeightSampling.Explicit, 2)]
    [RequiresBlas(BlasProvider.OpenBlas, 20, WeightSampling.Conditional, 1)]
    [RequiresBlas(BlasProvider.OpenBlas, 60, WeightSampling.Conditional, 1)]
    [RequiresBlas(BlasProvider.OpenBlas, 33, WeightSampling.Explicit, 2)]
    public void Few_layers_agree_with_the_managed_products_to_rounding(
        BlasProvider provider, int inputs, WeightSampling sampling, int depth)
    {
        GramMatrix start = Equicorrelated(inputs, 0);
        IReadOnlyList<Quantity> quantities =
            [.. from a in Enumerable.Range(0, inputs) from b in Enumerable.Range(0, a + 1) select Quantity.Covariance(a, b)];
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            EnsembleResult managed = Run(BlasProvider.Managed, precision);
            EnsembleResult native = Run(provider, precision);
            double tolerance = Tolerance(depth, precision == Precision.Double ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1);
            foreach (Quantity quantity in quantities)
            {
                for (int replica = 0; replica < 3; replica++)
                {
                    double scale = Math.Sqrt(
                        managed.Samples(Quantity.Covariance(quantity.A, quantity.A))[replica]
                        * managed.Samples(Quantity.Covariance(quantity.B, quantity.B))[replica]);
                    Assert.Equal(managed.Samples(quantity)[replica], native.Samples(quantity)[replica], tolerance * scale);
                }
            }
        }

        EnsembleResult Run(BlasProvider blas, Precision precision)
        {
            using var ensemble = new Ensemble(1, seed: 8);
            return ensemble.Run(
                Network(depth, sampling),
                start,
                new RunOptions { Replicas = 3, Precision = precision, Quantities = quantities, Blas = blas });
        }
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, WeightSampling.Conditional)]
    [RequiresBlas(BlasProvider.Mkl, WeightSampling.Explicit)]
    [RequiresBlas(BlasProvider.OpenBlas, WeightSampling.Conditional)]
    [RequiresBlas(BlasProvider.OpenBlas, WeightSampling.Explicit)]
    public void Many_layers_have_the_law_of_the_managed_products(BlasProvider provider, WeightSampling sampling)
    {
        // Seeds differ, so the samples are independent.
        EnsembleResult managed = Run(Network(20, sampling), BlasProvider.Managed, seed: 1);
        EnsembleResult native = Run(Network(20, sampling), provider, seed: 2);
        EnsembleResult wrong = Run(new Spoiled(Network(20, sampling)), provider, seed: 2);
        Quantity[] quantities = [Quantity.LogVariance(0), Quantity.LogVariance(23), Quantity.MeanCorrelation];
        Assert.All(quantities, quantity => Assert.InRange(Distance(managed, native, quantity), 0, 5));
        Assert.Contains(quantities, quantity => Distance(managed, wrong, quantity) > 5);

        static EnsembleResult Run(IChain chain, BlasProvider blas, ulong seed)
        {
            using var ensemble = new Ensemble(2, seed);
            Quantity[] kept = [Quantity.LogVariance(0), Quantity.LogVariance(23), Quantity.MeanCorrelation];
            return ensemble.Run(chain, Equicorrelated(24, 0.3), new RunOptions { Replicas = 300, Quantities = kept, Blas = blas });
        }
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, WeightSampling.Conditional)]
    [RequiresBlas(BlasProvider.Mkl, WeightSampling.Explicit)]
    [RequiresBlas(BlasProvider.OpenBlas, WeightSampling.Conditional)]
    [RequiresBlas(BlasProvider.OpenBlas, WeightSampling.Explicit)]
    public void Threads_do_not_change_a_bit(BlasProvider provider, WeightSampling sampling)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            double[] one = Run(1, precision);
            foreach (int threads in new[] { 2, 3, 7 })
            {
                Assert.Equal(one, Run(threads, precision));
            }
        }

        double[] Run(int threads, Precision precision)
        {
            using var ensemble = new Ensemble(threads, seed: 3);
            EnsembleResult result = ensemble.Run(
                Network(6, sampling), Equicorrelated(40, 0.3), new RunOptions { Replicas = 20, Precision = precision, Blas = provider });
            return [.. result.Quantities.SelectMany(quantity => result.Samples(quantity).ToArray())];
        }
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    [RequiresBlas(BlasProvider.Managed)]
    public void The_manifest_names_the_provider(BlasProvider provider)
    {
        using var ensemble = new Ensemble(1);
        EnsembleResult result = ensemble.Run(
            Network(1, WeightSampling.Auto), GramMatrix.Pair(0), new RunOptions { Replicas = 1, Blas = provider });
        Assert.Equal(Blas.Inspect(provider), result.Manifest.Blas);
        Assert.Equal(provider, result.Manifest.Blas.Provider);
    }

    private static FeedforwardNetwork Network(int depth, WeightSampling sampling) =>
        new(Width, depth, Shaped.Activation) { Sampling = sampling };

    private static GramMatrix Equicorrelated(int inputs, double correlation)
    {
        var gram = new double[inputs, inputs];
        for (int a = 0; a < inputs; a++)
        {
            for (int b = 0; b < inputs; b++)
            {
                gram[a, b] = a == b ? 1 : correlation;
            }
        }

        return GramMatrix.FromMatrix(gram);
    }

    /// <summary>Of the means, in standard errors.</summary>
    private static double Distance(EnsembleResult x, EnsembleResult y, Quantity quantity)
    {
        Moments a = Moments.Of(x.Samples(quantity));
        Moments b = Moments.Of(y.Samples(quantity));
        return Math.Abs(a.Mean - b.Mean) / Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError));
    }

    /// <summary>
    /// Of V^{ab} relative to √(V^{aa}V^{bb}), for orthogonal inputs: their difference coordinates have a factor L of entries 0, ±1, so that
    /// the factorisation and L g have no error in any order of summation. Left are the Gram matrix's sums of n terms, nε each, of
    /// differences at most four times as long as what they are differences of, hence 16; and a few roundings in between. A layer of weights
    /// adds nε·|w||h| to a neuron of size |h|, with |w| = √n, doubles that in the Gram matrix, and passes on at most four times what it was
    /// given (the norm of W/√n is 2). Twice all that, since both providers err.
    /// </summary>
    private static double Tolerance(int depth, double epsilon)
    {
        double layer = 16 * (Width + 16);
        double weights = 16 * 2 * Width * Math.Sqrt(Width);
        return 2 * epsilon * (depth == 1 ? layer : (4 * layer) + weights);
    }

    /// <summary>The chain with products 5% too large.</summary>
    private sealed class Spoiled(IChain chain) : IChain
    {
        public int Steps => chain.Steps;

        public double TimePerStep => chain.TimePerStep;

        public uint StreamPurpose => chain.StreamPurpose;

        public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => chain.CreateTransition(start, new SpoiledBlas<T>(blas));
    }

    private sealed class SpoiledBlas<T>(IBlas<T> blas) : IBlas<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private static readonly T Factor = T.CreateTruncating(1.05);

        public string Name => "spoiled";

        public WorkspaceRequirement GemmRequirement(int m, int n, int k) => blas.GemmRequirement(m, n, k);

        public void Gemm(
            Transpose transposeA, Transpose transposeB, int m, int n, int k,
            T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, Workspace workspace) =>
            blas.Gemm(transposeA, transposeB, m, n, k, Factor * alpha, a, lda, b, ldb, beta, c, ldc, workspace);

        public WorkspaceRequirement SyrkRequirement(int n, int k) => blas.SyrkRequirement(n, k);

        public void Syrk(int n, int k, T alpha, ReadOnlySpan<T> a, int lda, T beta, Span<T> c, int ldc, Workspace workspace) =>
            blas.Syrk(n, k, Factor * alpha, a, lda, beta, c, ldc, workspace);

        public WorkspaceRequirement TrmmRequirement(int m, int n) => blas.TrmmRequirement(m, n);

        public void Trmm(int m, int n, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb, Workspace workspace) =>
            blas.Trmm(m, n, l, ldl, b, ldb, workspace);
    }
}
