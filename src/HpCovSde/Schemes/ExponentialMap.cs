using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = L exp(√h S − h(m+1)/2) Lᵀ with S symmetric Gaussian (Var S_ii = 2, Var S_ij = 1), then the drift flow. The exponential is
/// taken of half the exponent, E = e^{−h(m+1)/4} exp(√h S/2), so that V' = (LE)(LE)ᵀ is definite by construction; for one input this is
/// the exact lognormal law, and log det V is exact in law for any number. Weak order 1.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExponentialMap<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Truncation after the 12th power: an error below 2e-14 for ‖X‖ ≤ 1/2, which the scaling ensures up to 8 standard deviations.
    private const int TaylorDegree = 12;

    private readonly int _squarings;
    private readonly T _offDiagonal;
    private readonly T _diagonal;
    private readonly T _damping;

    internal ExponentialMap(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid)
        : base(start, drift, grid, PackedLower.Length(start.Size))
    {
        // ‖S‖ exceeds 2√m + 8 with probability 1e-15. The number of squarings must not depend on the values in the lanes, so that a lane is
        // independent of its neighbours.
        double norm = Math.Sqrt(Step) * ((2 * Math.Sqrt(Inputs)) + 8) / 2;
        _squarings = Math.Max(0, (int)Math.Ceiling(Math.Log2(2 * norm)));
        double scale = Math.ScaleB(Math.Sqrt(Step) / 2, -_squarings);
        _offDiagonal = T.CreateTruncating(scale);
        _diagonal = T.CreateTruncating(scale * Math.Sqrt(2));
        _damping = T.CreateTruncating(Math.Exp(-Step * (Inputs + 1) / 4));
    }

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            var dense = WorkspaceRequirement.Of<T>(Inputs * Inputs * Lanes<T>.Count);
            return WorkspaceRequirement.Of<T>(PackedElements).And(dense).And(dense).And(dense).And(base.AdvanceRequirement);
        }
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        Span<T> x = frame.Rent<T>(m * m * Lanes<T>.Count);
        Span<T> e = frame.Rent<T>(m * m * Lanes<T>.Count);
        Span<T> product = frame.Rent<T>(m * m * Lanes<T>.Count);
        FillExponent(normals, x);

        // Horner: e ← I + (x/k) e, k = degree … 1; then e ← e² as often as x was halved.
        SetIdentity(m, e);
        for (int k = TaylorDegree; k > 0; k--)
        {
            Multiply(m, x, e, Lanes<T>.Of(1.0 / k), product);
            AddIdentity(m, product);
            SwapSpans(ref e, ref product);
        }

        for (int k = 0; k < _squarings; k++)
        {
            Multiply(m, e, e, Lanes<T>.One, product);
            SwapSpans(ref e, ref product);
        }

        CovarianceBundle<T> covariance = Covariance(bundle);
        _ = LaneCholesky.Factor(m, covariance.DifferenceGram, factor);
        MultiplyLower(m, factor, e, _damping, product);
        Gram(m, product, factor);
        covariance.TakeDifferenceGram(factor, Lanes<T>.One);
        Drift?.Apply(covariance, stream.Step * Step, workspace);
    }

    private void FillExponent(ReadOnlySpan<T> normals, Span<T> x)
    {
        for (int i = 0; i < Inputs; i++)
        {
            (_diagonal * Lanes<T>.Load(normals, PackedLower.Index(i, i))).Store(x, (i * Inputs) + i);
            for (int j = 0; j < i; j++)
            {
                Lanes<T> entry = _offDiagonal * Lanes<T>.Load(normals, PackedLower.Index(i, j));
                entry.Store(x, (i * Inputs) + j);
                entry.Store(x, (j * Inputs) + i);
            }
        }
    }

    private static void SetIdentity(int m, Span<T> a)
    {
        a.Clear();
        AddIdentity(m, a);
    }

    private static void AddIdentity(int m, Span<T> a)
    {
        for (int i = 0; i < m; i++)
        {
            (Lanes<T>.Load(a, (i * m) + i) + Lanes<T>.One).Store(a, (i * m) + i);
        }
    }

    private static void SwapSpans(ref Span<T> a, ref Span<T> b)
    {
        Span<T> held = a;
        a = b;
        b = held;
    }

    // c ← scale·a·b, dense m×m.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(int m, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Lanes<T> scale, Span<T> c)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = 0; k < m; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(a, (i * m) + k), Lanes<T>.Load(b, (k * m) + j), sum);
                }

                (scale * sum).Store(c, (i * m) + j);
            }
        }
    }

    // c ← scale·l·b with l packed lower triangular.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyLower(int m, ReadOnlySpan<T> l, ReadOnlySpan<T> b, Lanes<T> scale, Span<T> c)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = 0; k <= i; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(l, PackedLower.Index(i, k)), Lanes<T>.Load(b, (k * m) + j), sum);
                }

                (scale * sum).Store(c, (i * m) + j);
            }
        }
    }

    // The packed lower triangle of c·cᵀ.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gram(int m, ReadOnlySpan<T> c, Span<T> gram)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = 0; k < m; k++)
                {
                    sum = Lanes.MultiplyAdd(Lanes<T>.Load(c, (i * m) + k), Lanes<T>.Load(c, (j * m) + k), sum);
                }

                sum.Store(gram, PackedLower.Index(i, j));
            }
        }
    }
}
