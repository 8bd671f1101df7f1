using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The Cholesky factorisation A = L·Lᵀ of a symmetric positive semidefinite matrix, which may be singular: a column whose
/// pivot is zero to rounding becomes a column of zeros.
/// </summary>
/// <remarks>
/// <para>Rows are not exchanged: L is lower triangular in the order of the inputs, so that the results of the first inputs do not
/// depend on the later ones. A pivot p_j = A_jj − Σ_{k&lt;j} L_jk² counts as zero if p_j ≤ 8n·ε·A_jj, ε = 2⁻⁵² or 2⁻²³.
/// The rule is relative to the diagonal entry, so that the factor of D·A·D is D·L (bit for bit if D consists of powers of two):
/// a row of small scale is not mistaken for a dependent one.</para>
/// <para>Without exchanges the rank is that of the rounded numbers: where independent rows are nearly dependent
/// (p_k ≪ A_kk) it may exceed the true rank by a few. L·Lᵀ still reproduces A to rounding.</para>
/// <para>A matrix with negative eigenvalues beyond rounding is not detected: its negative pivots are set to zero too.
/// NaN and infinity are never zero pivots; they spread to the rows that depend on them.</para>
/// <para>The algorithm works on blocks of columns, left-looking (Golub and Van Loan, "Matrix Computations", 2013): a block
/// column is updated by all columns before it with one product, then factored as a tall panel, which is transposed so that rows
/// of A lie along lanes.</para>
/// </remarks>
internal static class SemidefiniteCholesky
{
    private const int PanelWidth = 32;

    // Element by element is faster than a panel with its transpositions: by half at n = 12, a tenth at n = 16,
    // each measured in alternation with MKL (Zen 4).
    private const int SmallOrder = 16;

    /// <summary>The scratch that <see cref="Factor"/> needs.</summary>
    /// <exception cref="ArgumentException"><paramref name="n"/> is negative.</exception>
    public static WorkspaceRequirement Requirement<T>(IBlas<T> blas, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(blas);
        BlasArguments.CheckDimension(n, nameof(n));
        WorkspaceRequirement phase = WorkspaceRequirement.Of<T>((long)PaddedWidth(Math.Min(n, PanelWidth)) * PaddedLength<T>(n));
        for (int j = PanelWidth; j < n; j += PanelWidth)
        {
            phase = phase.Or(blas.GemmRequirement(n - j, Math.Min(PanelWidth, n - j), j));
        }

        return WorkspaceRequirement.Of<T>(n).And(phase);
    }

    /// <summary>Replaces the lower triangle of A by L and the strict upper triangle by zeros. Does not allocate.</summary>
    /// <param name="blas">The provider of the products.</param>
    /// <param name="n">The order of A, ≥ 0.</param>
    /// <param name="a">A, row-major, n×n. The contents of its strict upper triangle do not matter.</param>
    /// <param name="lda">The distance between rows, ≥ n.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    /// <returns>The rank: the number of nonzero pivots (NaN counts).</returns>
    /// <exception cref="ArgumentException">n is negative, lda &lt; n, or <paramref name="a"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">The workspace is too small.</exception>
    public static unsafe int Factor<T>(IBlas<T> blas, int n, Span<T> a, int lda, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(blas);
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckMatrix(nameof(a), n, n, a.Length, lda);

        if (n <= SmallOrder)
        {
            fixed (T* small = a)
            {
                return FactorSmall(n, small, lda);
            }
        }

        using WorkspaceFrame frame = workspace.Enter();
        Span<T> diagonal = frame.Rent<T>(n);
        for (int i = 0; i < n; i++)
        {
            diagonal[i] = a[(i * lda) + i];
        }

        int rank = 0;
        for (int j = 0; j < n; j += PanelWidth)
        {
            int width = Math.Min(PanelWidth, n - j);
            Span<T> block = a[(j * lda)..];
            if (j > 0)
            {
                // The products above the diagonal are discarded together with the strict upper triangle.
                blas.Gemm(
                    Transpose.No, Transpose.Yes, n - j, width, j,
                    -T.One, block, lda, block, lda, T.One, block[j..], lda, workspace);
            }

            rank += FactorPanel(n, n - j, width, block[j..], lda, diagonal[j..], workspace);
        }

        for (int i = 0; i < n; i++)
        {
            a.Slice((i * lda) + i + 1, n - i - 1).Clear();
        }

        return rank;
    }

    /// <summary>In place, element by element: the arithmetic of <see cref="CholeskyPanel"/>, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int FactorSmall<T>(int n, T* a, nint lda)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = 0;
        T tolerance = SemidefinitePivot.Tolerance<T>(n);
        T* row = a;
        for (int j = 0; j < n; j++)
        {
            T pivot = row[j];
            for (int k = 0; k < j; k++)
            {
                pivot = T.FusedMultiplyAdd(-row[k], row[k], pivot);
            }

            bool isZero = SemidefinitePivot.IsZero(pivot, row[j], tolerance);
            T root = isZero ? T.Zero : T.Sqrt(pivot);
            T inverse = isZero ? T.Zero : T.One / root;
            row[j] = root;
            rank += isZero ? 0 : 1;
            T* other = row;
            for (int i = j + 1; i < n; i++)
            {
                other += lda;
                T sum = other[j];
                for (int k = 0; k < j; k++)
                {
                    sum = T.FusedMultiplyAdd(-row[k], other[k], sum);
                }

                other[j] = sum * inverse;
                row[i] = T.Zero;
            }

            row += lda;
        }

        return rank;
    }

    /// <summary>Factors a block column of <paramref name="rows"/> × <paramref name="width"/> that starts on the diagonal.</summary>
    private static unsafe int FactorPanel<T>(
        int n, int rows, int width, Span<T> a, int lda, ReadOnlySpan<T> diagonal, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = PaddedLength<T>(rows);
        using WorkspaceFrame frame = workspace.Enter();
        T* columns = BlockedProduct.Address(frame.Rent<T>(PaddedWidth(width) * length));
        fixed (T* pa = a, pd = diagonal)
        {
            new Operand<T>(pa, lda, contiguousVectors: true).Pack(0, rows, 0, width, columns, length);
            int rank = CholeskyPanel.Factor(width, columns, length, pd, SemidefinitePivot.Tolerance<T>(n));
            Operand<T>.Transposed(columns, length, width, rows, pa, lda);
            return rank;
        }
    }

    private static int PaddedWidth(int width) => (width + CholeskyPanel.Group - 1) / CholeskyPanel.Group * CholeskyPanel.Group;

    // An odd number of rows of lanes: columns a power of two apart would compete for the same cache lines.
    private static int PaddedLength<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (((n + Lanes<T>.Count - 1) / Lanes<T>.Count) | 1) * Lanes<T>.Count;
}
