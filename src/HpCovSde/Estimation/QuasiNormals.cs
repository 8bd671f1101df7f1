using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>
/// The normals of tri2 from the points of a Sobol' sequence, by how much they matter: the k-th group of coordinates has the k-th principal
/// components of the Brownian motions behind the noise, and then the sign of step k. Replicas are points of several randomisations.
/// </summary>
/// <remarks>
/// <para>Signs behind all components have bad projections with them: with 2¹³ points, four steps of three inputs to T = 1/4, the variance
/// of E ρ^{13} is then 20 times larger.</para>
/// <para>The covariance min(i, j) of a path of n steps has the eigenvectors sin(iθ_k), θ_k = (2k − 1)π/(2n + 1). So the increment of step
/// i is Σ_k a_ik z_k with a_ik = 2/√(2n + 1) cos((i − ½)θ_k), an orthogonal matrix. Source: Acworth, Broadie, Glasserman, "A comparison of
/// some Monte Carlo and quasi Monte Carlo techniques for option pricing", 1998.</para>
/// </remarks>
internal sealed class QuasiNormals : INormalSource<double>
{
    /// <summary>Points of one randomisation have consecutive replicas in blocks of so many.</summary>
    internal const int BlockOfPoints = 64;

    private readonly ScrambledSobol _points;
    private readonly int _randomisations;
    private readonly TriangularNoise<double> _noise;
    private readonly int _steps;

    // a_ik by rows.
    private readonly double[] _components;

    /// <param name="points">The points.</param>
    /// <param name="randomisations">How many randomisations they have.</param>
    /// <param name="noise">The noise that the normals are for.</param>
    /// <param name="steps">n.</param>
    internal QuasiNormals(ScrambledSobol points, int randomisations, TriangularNoise<double> noise, int steps)
    {
        _points = points;
        _randomisations = randomisations;
        _noise = noise;
        _steps = steps;
        _components = Components(steps);
    }

    /// <summary>
    /// The randomisation and the number of the point of a replica. Blocks of the randomisations take turns, so that more points have
    /// replicas behind those of fewer.
    /// </summary>
    internal static (int Randomisation, uint Point) Of(uint replica, int randomisations)
    {
        uint block = replica / BlockOfPoints;
        return ((int)(block % (uint)randomisations), (block / (uint)randomisations * BlockOfPoints) + (replica % BlockOfPoints));
    }

    /// <summary>a_ik by rows.</summary>
    internal static double[] Components(int steps)
    {
        double[] angles = [.. Enumerable.Range(0, steps * steps)
            .Select(i => ((i / steps) + 0.5) * (((2 * (i % steps)) + 1) * Math.PI / ((2 * steps) + 1)))];
        VectorMath.Cos<double>(angles, angles);
        double scale = 2 / Math.Sqrt((2 * steps) + 1);
        return Array.ConvertAll(angles, cosine => scale * cosine);
    }

    /// <inheritdoc/>
    public void Fill(uint firstReplica, Span<double> rows)
    {
        // 8 KB at most.
        Span<double> coordinates = stackalloc double[_points.Dimensions * Lanes<double>.Count];
        (int randomisation, uint point) = Of(firstReplica, _randomisations);
        _points.FillNormals(randomisation, point, coordinates);
        int ofStep = _noise.Normals * Lanes<double>.Count;
        int paths = ofStep - (_noise.Signs * Lanes<double>.Count);
        for (int step = 0; step < _steps; step++)
        {
            Span<double> normals = rows.Slice(step * ofStep, ofStep);
            Increments(coordinates, _components.AsSpan(step * _steps, _steps), normals[..paths]);
            coordinates[((step * ofStep) + paths)..((step + 1) * ofStep)].CopyTo(normals[paths..]);
            _noise.FromIncrements(normals);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Increments(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> components, Span<double> increments)
    {
        for (int path = 0; path < increments.Length / Lanes<double>.Count; path++)
        {
            Lanes<double> sum = Lanes<double>.Zero;
            for (int k = 0; k < components.Length; k++)
            {
                Lanes<double> component = Lanes<double>.Load(coordinates, (k * _noise.Normals) + path);
                sum = Lanes.MultiplyAdd((Lanes<double>)components[k], component, sum);
            }

            sum.Store(increments, path);
        }
    }
}
