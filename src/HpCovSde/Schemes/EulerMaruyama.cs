using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Ensembles;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = V + √h L S Lᵀ + h b(V), V = LLᵀ: the textbook baseline. Its state is V itself with its Cholesky factor. V' may be indefinite; then
/// it is projected: the factorisation sets negative pivots (and their columns) to zero, V' is replaced by LLᵀ, and the
/// replica's count of lost definiteness goes up by one. Strong order 1/2, weak order 1.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EulerMaruyama<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix _start;
    private readonly T _driftStep;
    private readonly T _offDiagonal;
    private readonly T _diagonal;

    internal EulerMaruyama(GramMatrix start, double kappa, double step)
    {
        _start = start;
        _driftStep = T.CreateTruncating(kappa * step);
        _offDiagonal = T.CreateTruncating(Math.Sqrt(step));
        _diagonal = T.CreateTruncating(Math.Sqrt(2 * step));
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => Lanes<T>.Count;

    // V and L, packed, and the count.
    public int StateLength => (2 * PackedElements) + Lanes<T>.Count;

    public WorkspaceRequirement Requirement =>
        StepNormals.Requirement<T>(Inputs).And(WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count));

    private int PackedElements => PackedLower.Length(Inputs) * Lanes<T>.Count;

    public void Start(Span<T> state)
    {
        Span<T> v = state[..PackedElements];
        for (int a = 0; a < Inputs; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                Lanes<T>.Of(_start[a, b]).Store(v, PackedLower.Index(a, b));
            }
        }

        Span<T> l = state.Slice(PackedElements, PackedElements);
        v.CopyTo(l);
        LaneCholesky.Factor(Inputs, l);
        state[(2 * PackedElements)..].Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        Span<T> v = state[..PackedElements];
        Span<T> l = state.Slice(PackedElements, PackedElements);
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> normals = StepNormals.Draw<T>(m, stream, frame);
        AddDrift(m, v, _driftStep);
        AddNoise(m, v, l, normals, frame.Rent<T>(m * Lanes<T>.Count));
        v.CopyTo(l);
        LaneCholesky.Factor(m, l);
        Project(m, v, l, state[(2 * PackedElements)..]);
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        int m = Inputs;
        int length = CovarianceLayout.RowLength(m);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Span<double> row = rows.Slice(lane * length, length);
            double logDeterminant = 0;
            for (int a = 0; a < m; a++)
            {
                row[CovarianceLayout.LogVariance(a)] = Math.Log(At(state, PackedLower.Index(a, a), lane));
                logDeterminant += 2 * Math.Log(At(state[PackedElements..], PackedLower.Index(a, a), lane));
                for (int b = 0; b < a; b++)
                {
                    double scale = Math.Sqrt(At(state, PackedLower.Index(a, a), lane) * At(state, PackedLower.Index(b, b), lane));
                    double delta = (scale - At(state, PackedLower.Index(a, b), lane)) / scale;
                    row[CovarianceLayout.OneMinusCorrelation(m, a, b)] = Math.Clamp(delta, 0, 2);
                }
            }

            row[CovarianceLayout.LogDeterminant(m)] = double.IsFinite(logDeterminant) ? logDeterminant : double.NaN;
            row[CovarianceLayout.DefinitenessLosses(m)] = At(state, 2 * PackedLower.Length(m), lane);
        }
    }

    private static double At(ReadOnlySpan<T> rows, int row, int lane) => double.CreateTruncating(rows[(row * Lanes<T>.Count) + lane]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDrift(int m, Span<T> v, T driftStep)
    {
        if (driftStep == T.Zero)
        {
            return;
        }

        for (int a = 1; a < m; a++)
        {
            for (int b = 0; b < a; b++)
            {
                Lanes<T> scale = Lanes.Sqrt(Lanes<T>.Load(v, PackedLower.Index(a, a))) * Lanes.Sqrt(Lanes<T>.Load(v, PackedLower.Index(b, b)));
                Lanes<T> entry = Lanes<T>.Load(v, PackedLower.Index(a, b));
                Lanes<T> delta = Lanes.Min(Lanes<T>.Of(2), Lanes.Max(Lanes<T>.Zero, (scale - entry) / scale));
                Lanes<T> moved = Lanes.MultiplyAdd(driftStep * scale, ArcCosineDrift.Rate(delta), entry);
                Lanes.Select(scale > Lanes<T>.Zero, moved, entry).Store(v, PackedLower.Index(a, b));
            }
        }
    }

    // V += √h L S Lᵀ, a row of Y = L S at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddNoise(int m, Span<T> v, ReadOnlySpan<T> l, Span<T> normals, Span<T> y)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                int entry = PackedLower.Index(i, j);
                ((i == j ? _diagonal : _offDiagonal) * Lanes<T>.Load(normals, entry)).Store(normals, entry);
            }
        }

        for (int i = 0; i < m; i++)
        {
            // Row i of L S Lᵀ needs Y_ij for j ≤ i only.
            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = 0; k <= i; k++)
                {
                    int s = k >= j ? PackedLower.Index(k, j) : PackedLower.Index(j, k);
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(l, PackedLower.Index(i, k)), Lanes<T>.Load(normals, s), sum);
                }

                sum.Store(y, j);
            }

            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Load(v, PackedLower.Index(i, j));
                for (int k = 0; k <= j; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(y, k), Lanes<T>.Load(l, PackedLower.Index(j, k)), sum);
                }

                sum.Store(v, PackedLower.Index(i, j));
            }
        }
    }

    // A pivot that was negative shows as Σ L_jk² > V_jj: the projected diagonal exceeds the one that was factored.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Project(int m, Span<T> v, ReadOnlySpan<T> l, Span<T> losses)
    {
        Lanes<T> tolerance = Lanes<T>.Of(1 + (64 * m * (typeof(T) == typeof(double) ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1)));
        Lanes<T> lost = Lanes<T>.Zero;
        for (int j = 0; j < m; j++)
        {
            Lanes<T> sum = Lanes<T>.Zero;
            for (int k = 0; k <= j; k++)
            {
                Lanes<T> entry = Lanes<T>.Load(l, PackedLower.Index(j, k));
                sum = Lanes.MultiplyAdd(entry, entry, sum);
            }

            Lanes<T> diagonal = Lanes<T>.Load(v, PackedLower.Index(j, j));
            lost = Lanes.Select(sum > diagonal * tolerance, Lanes<T>.One, lost);
        }

        if (!Lanes.Any(lost > Lanes<T>.Zero))
        {
            return;
        }

        (Lanes<T>.Load(losses, 0) + lost).Store(losses, 0);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = 0; k <= j; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(l, PackedLower.Index(i, k)), Lanes<T>.Load(l, PackedLower.Index(j, k)), sum);
                }

                int entry = PackedLower.Index(i, j);
                Lanes.Select(lost > Lanes<T>.Zero, sum, Lanes<T>.Load(v, entry)).Store(v, entry);
            }
        }
    }
}
