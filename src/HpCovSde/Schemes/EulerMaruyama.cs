using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>Euler–Maruyama for any number of inputs: √h L S Lᵀ = M Lᵀ + L Mᵀ with M = L W.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EulerMaruyama<T> : EulerMaruyamaScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _rootDriftStep;
    private readonly T[] _columnScale;

    internal EulerMaruyama(GramMatrix start, double kappa, TimeGrid grid)
        : base(start, kappa, grid, ownRows: 0)
    {
        _rootDriftStep = T.CreateTruncating(Math.Sqrt(kappa * Step));
        _columnScale = new T[Inputs];
        _columnScale.AsSpan().Fill(Scale);
    }

    public override WorkspaceRequirement Requirement =>
        WorkspaceRequirement.Of<T>(PackedElements).And(Row).And(Row).And(Row).And(base.Requirement);

    private WorkspaceRequirement Row => WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count);

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        Span<T> v = Covariance(bundle);
        Span<T> l = Factor(bundle);
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> product = frame.Rent<T>(PackedElements);
        Span<T> diagonal = frame.Rent<T>(Inputs * Lanes<T>.Count);
        Span<T> roots = frame.Rent<T>(diagonal.Length);
        Span<T> inverses = frame.Rent<T>(diagonal.Length);

        // The roots and the first product do not depend on each other and overlap.
        FindRoots(v, roots, inverses);
        ScaleDiagonal(normals, diagonal);
        LaneTriangular.Multiply(Inputs, l, normals, diagonal, _columnScale, product);
        AddDrift(v, roots, inverses);
        LaneTriangular.AddSymmetricProduct(Inputs, product, l, v);
        LaneMask<T> lost = LaneCholesky.Factor(Inputs, v, l);
        if (Lanes.Any(lost))
        {
            Project(bundle, lost, workspace);
        }
    }

    protected override LaneMask<T> Prepare(ReadOnlySpan<T> v, Span<T> l, Span<T> own) => LaneCholesky.Factor(Inputs, v, l);

    // √(κh V^{aa}) and 1/√V^{aa}. Of a zero input both are 0, so that it is not moved.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FindRoots(ReadOnlySpan<T> v, Span<T> roots, Span<T> inverses)
    {
        for (int a = 0; a < Inputs; a++)
        {
            Lanes<T> root = Lanes.Sqrt(Lanes<T>.Load(v, PackedLower.Index(a, a)));
            (_rootDriftStep * root).Store(roots, a);
            Lanes.Select(root > Lanes<T>.Zero, Lanes<T>.One / root, Lanes<T>.Zero).Store(inverses, a);
        }
    }

    // V^{ab} + h b(V)^{ab}, a > b, in one loop over all pairs: short inner loops mispredict.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddDrift(Span<T> v, ReadOnlySpan<T> roots, ReadOnlySpan<T> inverses)
    {
        int a = 1;
        int b = 0;
        for (int pair = 1; a < Inputs; pair++)
        {
            Lanes<T> entry = Lanes<T>.Load(v, pair);
            Lanes<T> delta = Lanes.MultiplySubtractFrom(Lanes<T>.Load(inverses, a) * Lanes<T>.Load(inverses, b), entry, Lanes<T>.One);
            Lanes<T> step = Lanes<T>.Load(roots, a) * Lanes<T>.Load(roots, b);
            Lanes.MultiplyAdd(step, ArcCosineDrift.Rate(delta), entry).Store(v, pair);

            // To the next column, or after the last one before the diagonal to the next row, without a branch.
            b++;
            int isRowDone = ((b - a) >> 31) + 1;
            a += isRowDone;
            b &= isRowDone - 1;
            pair += isRowDone;
        }
    }

    // The diagonal of W.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ScaleDiagonal(ReadOnlySpan<T> normals, Span<T> diagonal)
    {
        for (int j = 0; j < Inputs; j++)
        {
            (DiagonalScale * Lanes<T>.Load(normals, PackedLower.ColumnIndex(Inputs, j, j))).Store(diagonal, j);
        }
    }
}
