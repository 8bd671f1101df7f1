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

/// <summary>What the schemes whose state is a <see cref="CovarianceBundle{T}"/> share: lanes = replicas, any number of inputs.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundleScheme<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix _start;

    protected BundleScheme(GramMatrix start, double kappa, double step)
    {
        _start = start;
        KappaStep = kappa * step;
        Step = step;
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(Inputs);

    public WorkspaceRequirement Requirement => AdvanceRequirement.And(FirstColumn).Or(BundleObserver.Requirement<T>(Inputs));

    protected double Step { get; }

    /// <summary>κh.</summary>
    protected double KappaStep { get; }

    /// <summary>What <see cref="Advance"/> needs besides the drift.</summary>
    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    /// <summary>Elements of a packed lower triangular matrix of lanes.</summary>
    protected int PackedElements => PackedLower.Length(Inputs) * Lanes<T>.Count;

    private WorkspaceRequirement FirstColumn => WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count);

    public void Start(Span<T> state) => new CovarianceBundle<T>(state, Inputs).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(state, Inputs), largestRank: Inputs, rows, workspace);

    public abstract void Advance(Span<T> state, RandomStream stream, Workspace workspace);

    /// <summary>
    /// The drift flow for all pairs of live inputs. Each 1 − ρ^{ab} falls by some Δ_ab; what K keeps of it is
    /// K_1a + Δ_1a and K_ab − (Δ_1a + Δ_1b − Δ_ab).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected static void Drift(CovarianceBundle<T> bundle, double kappaTime, Workspace workspace)
    {
        if (kappaTime == 0)
        {
            return;
        }

        int m = bundle.Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> firstColumn = frame.Rent<T>(m * Lanes<T>.Count);
        for (int a = 1; a < m; a++)
        {
            Decrease(bundle, a, 0, kappaTime).Store(firstColumn, a);
        }

        Span<T> k = bundle.DifferenceGram;
        for (int a = m - 1; a > 0; a--)
        {
            // Pairs with a first, while K_aa and the diagonals before it are still the old ones.
            Lanes<T> toFirst = Lanes<T>.Load(firstColumn, a);
            for (int b = 1; b < a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes<T> change = (toFirst + Lanes<T>.Load(firstColumn, b)) - Decrease(bundle, a, b, kappaTime);
                (Lanes<T>.Load(k, entry) - change).Store(k, entry);
            }

            Lanes<T> cross = Lanes<T>.Load(k, PackedLower.Index(a, 0)) + toFirst;
            Lanes<T> square = Lanes<T>.Load(k, PackedLower.Index(a, a)) - (toFirst + toFirst);
            cross.Store(k, PackedLower.Index(a, 0));
            square.Store(k, PackedLower.Index(a, a));
        }
    }

    // Δ_ab, zero where an input is dead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Decrease(CovarianceBundle<T> bundle, int a, int b, double kappaTime)
    {
        Lanes<T> decrease = ArcCosineDrift.Decrease(bundle.OneMinusCorrelation(a, b), kappaTime);
        return Lanes.Select(bundle.IsDead(a) | bundle.IsDead(b), Lanes<T>.Zero, decrease);
    }
}
