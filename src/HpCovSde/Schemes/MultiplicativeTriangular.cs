using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// L' = L T with T lower triangular, T_ii = exp((√(2h) g_i − i h)/2) and T_ij = √(e^{−(j−1)h} (1 − e^{−h})) g_ij for j &lt; i (i, j from 1),
/// then the drift flow. E TTᵀ = I, so E V is exact without drift; log det V = Σ 2 log L_ii is exact in law; V stays definite.
/// </summary>
/// <remarks>
/// L is the Cholesky factor in difference coordinates; multiplying a lower triangular factor from the right does not notice
/// the change of coordinates. Weak order 1.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class MultiplicativeTriangular<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _diagonalScale;
    private readonly T[] _diagonalShift;
    private readonly T[] _columnScale;

    internal MultiplicativeTriangular(GramMatrix start, double kappa, double step)
        : base(start, kappa, step)
    {
        _diagonalScale = T.CreateTruncating(Math.Sqrt(step / 2));
        _diagonalShift = new T[Inputs];
        _columnScale = new T[Inputs];
        for (int i = 0; i < Inputs; i++)
        {
            _diagonalShift[i] = T.CreateTruncating(-(i + 1) * step / 2);
            _columnScale[i] = T.CreateTruncating(Math.Sqrt(Math.Exp(-i * step) * -double.ExpM1(-step)));
        }
    }

    protected override WorkspaceRequirement AdvanceRequirement =>
        WorkspaceRequirement.Of<T>(PackedElements).And(WorkspaceRequirement.Of<T>(PackedElements)).And(StepNormals.Requirement<T>(Inputs));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> t = StepNormals.Draw<T>(m, stream, frame);
        MakeFactor(t);
        var bundle = new CovarianceBundle<T>(state, m);
        bundle.DifferenceGram.CopyTo(factor);
        LaneCholesky.Factor(m, factor);
        LowerTriangular.MultiplyBy(m, factor, t);
        LowerTriangular.Gram(m, factor, gram);
        bundle.TakeDifferenceGram(gram, Lanes<T>.One);
        Drift(bundle, KappaStep, workspace);
    }

    // Normals, in place, to T.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MakeFactor(Span<T> t)
    {
        for (int i = 0; i < Inputs; i++)
        {
            int diagonal = PackedLower.Index(i, i);
            for (int j = 0; j < i; j++)
            {
                int entry = PackedLower.Index(i, j);
                (_columnScale[j] * Lanes<T>.Load(t, entry)).Store(t, entry);
            }

            VectorMath.Exp(Lanes.MultiplyAdd(_diagonalScale, Lanes<T>.Load(t, diagonal), _diagonalShift[i])).Store(t, diagonal);
        }
    }
}
