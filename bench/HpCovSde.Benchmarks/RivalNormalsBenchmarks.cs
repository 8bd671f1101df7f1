using BenchmarkDotNet.Attributes;
using HpCovSde.Benchmarks.Rivals;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Benchmarks;

/// <summary>
/// Standard normals of MKL's generators compared with HpCovSde's; times are per normal. Without MKL only those of HpCovSde, with a message.
/// </summary>
public class RivalNormalsBenchmarks
{
    private const int Count = 16384;

    private static readonly RandomStream Stream = new RandomKey(Seed: 1, Purpose: 1).Stream(replica: 0, step: 0);

    private readonly double[] _doubles = new double[Count];
    private readonly float[] _singles = new float[Count];
    private MklVsl? _mkl;

    /// <summary>"HpCovSde", and pairs of a generator and a method of MKL.</summary>
    public static IEnumerable<Source> Sources
    {
        get
        {
            yield return new(null, default);
            if (Blas.Inspect(BlasProvider.Mkl).Refusal is { } refusal)
            {
                Console.WriteLine($"MKL is omitted: {refusal}");
                yield break;
            }

            foreach (MklGenerator generator in Enum.GetValues<MklGenerator>())
            {
                foreach (MklGaussianMethod method in Enum.GetValues<MklGaussianMethod>())
                {
                    yield return new(generator, method);
                }
            }
        }
    }

    [ParamsSource(nameof(Sources))]
    public Source From { get; set; } = new(null, default);

    [GlobalSetup]
    public void SetUp() => _mkl = From.Generator is { } generator ? new MklVsl(generator, seed: 1) : null;

    [GlobalCleanup]
    public void CleanUp() => _mkl?.Dispose();

    [Benchmark(OperationsPerInvoke = Count)]
    public void Double()
    {
        if (_mkl is null)
        {
            StandardNormals.Fill<double>(Stream, firstSegment: 0, _doubles);
        }
        else
        {
            _mkl.Fill(From.Method, _doubles);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Single()
    {
        if (_mkl is null)
        {
            StandardNormals.Fill<float>(Stream, firstSegment: 0, _singles);
        }
        else
        {
            _mkl.Fill(From.Method, _singles);
        }
    }

    /// <summary>HpCovSde's generator, or a generator and a method of MKL.</summary>
    public sealed record Source(MklGenerator? Generator, MklGaussianMethod Method)
    {
        public override string ToString() => Generator is null ? "HpCovSde" : $"MKL {Generator} {Method}";
    }
}
