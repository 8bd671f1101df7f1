using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Memory;

/// <summary>
/// Calls every kernel that takes spans with random sizes and strides, some of them hostile, on memory between pages that end the process
/// when they are touched. A call either works or refuses its arguments.
/// </summary>
public abstract class GuardPageFuzz<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CallsPerKernel = 300;
    private static readonly int[] Hostile = [-1, -2, -7, int.MinValue, int.MinValue / 2, int.MaxValue, int.MaxValue / 2, 1 << 20, 46_341];
    private static readonly RandomStream Stream = new RandomKey(1, 2).Stream(replica: 3, step: 4);

    private readonly List<GuardedMemory> _buffers = [];
    private System.Random _random = new(0);
    private bool _isHostile;

    public static TheoryData<string> Kernels => [.. Calls.Keys];

    private static Dictionary<string, Action<GuardPageFuzz<T>, Workspace>> Calls { get; } = new()
    {
        ["gemm"] = (fuzz, workspace) => fuzz.Gemm(workspace),
        ["syrk"] = (fuzz, workspace) => fuzz.Syrk(workspace),
        ["trmm"] = (fuzz, workspace) => fuzz.Trmm(workspace),
        ["cholesky"] = (fuzz, workspace) => fuzz.Cholesky(workspace),
        ["rows of a Gaussian product"] = (fuzz, workspace) => fuzz.MultiplyRows(workspace),
        ["Gaussian product"] = (fuzz, workspace) => fuzz.Multiply(workspace),
        ["lane Cholesky"] = (fuzz, _) => fuzz.WithTriangles(static (n, a, b, _) => LaneCholesky.Factor<T>(n, a, b)),
        ["lane Gram"] = (fuzz, _) => fuzz.WithTriangles(static (n, a, _, _) => LaneTriangular.Gram(n, a)),
        ["lane symmetric product"] =
            (fuzz, _) => fuzz.WithTriangles(static (n, a, b, c) => LaneTriangular.AddSymmetricProduct<T>(n, a, b, c)),
        ["lane product"] = (fuzz, _) => fuzz.LaneProduct(),
        ["lane vectors"] = (fuzz, _) => fuzz.LaneVectorsTimesLower(),
        ["lane Gram of vectors"] = (fuzz, _) => fuzz.LaneVectorsGram(),
        ["normals"] = (fuzz, _) => StandardNormals.Fill(Stream, 5, fuzz.Buffer(fuzz.Size(3000))),
        ["normals in lanes"] = (fuzz, _) => StandardNormals.FillLanes(Stream, fuzz.Buffer(fuzz.Rows(300))),
        ["reader of normals"] = (fuzz, _) => fuzz.ReadNormals(),
        ["exp"] = (fuzz, _) => fuzz.Map(VectorMath.Exp),
        ["expm1"] = (fuzz, _) => fuzz.Map(VectorMath.Expm1),
        ["log"] = (fuzz, _) => fuzz.Map(VectorMath.Log),
        ["log1p"] = (fuzz, _) => fuzz.Map(VectorMath.Log1p),
        ["tanh"] = (fuzz, _) => fuzz.Map(VectorMath.Tanh),
        ["erf"] = (fuzz, _) => fuzz.Map(VectorMath.Erf),
        ["sin"] = (fuzz, _) => fuzz.Map(VectorMath.Sin),
        ["cos"] = (fuzz, _) => fuzz.Map(VectorMath.Cos),
        ["softplus"] = (fuzz, _) => fuzz.Map(VectorMath.Softplus),
        ["inverse erfi"] = (fuzz, _) => fuzz.Map(VectorMath.InverseErfi),
        ["exp of the square of inverse erfi"] = (fuzz, _) => fuzz.Map(VectorMath.ExpSquaredInverseErfi),
        ["sin and cos"] = (fuzz, _) => fuzz.SinCos(),
    };

    private delegate void Triangles(int n, Span<T> a, Span<T> b, Span<T> c);

    private delegate void Function(ReadOnlySpan<T> x, Span<T> destination);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Memory_outside_the_arguments_is_not_touched(string kernel)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int worked = 0;
        using var workspace = new Workspace(new(1 << 24));
        for (int seed = 0; seed < CallsPerKernel; seed++)
        {
            _random = new(seed);
            _isHostile = false;
            try
            {
                Calls[kernel](this, workspace);
                worked++;
            }
            catch (Exception refusal) when (refusal is ArgumentException or OverflowException)
            {
                // The expected answer to a size that does not fit.
            }
            finally
            {
                _buffers.ForEach(buffer => buffer.Dispose());
                _buffers.Clear();
            }
        }

        Assert.InRange(worked, CallsPerKernel / 10, CallsPerKernel);
    }

    [Theory]
    [InlineData(-5, 4, 1)]
    [InlineData(int.MinValue, 4, 2)]
    [InlineData(3, 4, 2)]
    [InlineData(4, -1, 1)]
    [InlineData(4, 4, 0)]
    [InlineData(4, 4, -2)]
    [InlineData(4, 4, 9)]
    public void A_Gaussian_product_refuses_strides_and_sizes_that_are_out_of_range(int stride, int columns, int inputs)
    {
        using var workspace = new Workspace(GaussianProduct.RowsRequirement<T>());
        _ = Assert.ThrowsAny<ArgumentException>(() => GaussianProduct.MultiplyRows(
            Stream, 0, columns, new T[100], stride, inputs, new T[10 * Lanes<T>.Count], workspace));
    }

    private void Gemm(Workspace workspace)
    {
        (int m, int n, int k) = (Size(40), Size(40), Size(40));
        Transpose a = (Transpose)_random.Next(2);
        Transpose b = (Transpose)_random.Next(2);
        (int rowsA, int columnsA) = a == Transpose.No ? (m, k) : (k, m);
        (int rowsB, int columnsB) = b == Transpose.No ? (k, n) : (n, k);
        (int lda, int ldb, int ldc) = (Stride(columnsA), Stride(columnsB), Stride(n));
        Span<T> c = Matrix(m, n, ldc);
        ManagedBlas<T>.Instance.Gemm(
            a, b, m, n, k, T.One, Matrix(rowsA, columnsA, lda), lda, Matrix(rowsB, columnsB, ldb), ldb, T.One, c, ldc, workspace);
    }

    private void Syrk(Workspace workspace)
    {
        (int n, int k) = (Size(40), Size(40));
        (int lda, int ldc) = (Stride(n), Stride(n));
        ManagedBlas<T>.Instance.Syrk(n, k, T.One, Matrix(k, n, lda), lda, T.One, Matrix(n, n, ldc), ldc, workspace);
    }

    private void Trmm(Workspace workspace)
    {
        (int m, int n) = (Size(40), Size(40));
        (int ldl, int ldb) = (Stride(n), Stride(n));
        ManagedBlas<T>.Instance.Trmm(m, n, Matrix(n, n, ldl), ldl, Matrix(m, n, ldb), ldb, workspace);
    }

    private void Cholesky(Workspace workspace)
    {
        int n = Size(90);
        int lda = Stride(n);
        _ = SemidefiniteCholesky.Factor(ManagedBlas<T>.Instance, n, Matrix(n, n, lda), lda, workspace);
    }

    private void MultiplyRows(Workspace workspace)
    {
        (int columns, int inputs) = (Size(300), 1 + Size(GaussianProduct.LargestFused));
        int stride = Stride(columns);
        Span<T> products = Buffer((inputs + (inputs & 1)) * (long)Lanes<T>.Count);
        GaussianProduct.MultiplyRows(Stream, 1, columns, Matrix(inputs, columns, stride), stride, inputs, products, workspace);
    }

    private void Multiply(Workspace workspace)
    {
        (int rows, int columns, int inputs) = (Size(40), Size(200), Size(20));
        Span<T> z = Matrix(rows, inputs, inputs);
        GaussianProduct.Multiply(
            Stream, rows, columns, T.One, Matrix(columns, inputs, inputs), inputs, z, ManagedBlas<T>.Instance, workspace);
    }

    private void WithTriangles(Triangles call)
    {
        int n = Size(20);
        call(n, Triangle(n), Triangle(n), Triangle(n));
    }

    private void LaneProduct()
    {
        int n = Size(20);
        LaneTriangular.Multiply<T>(n, Triangle(n), Triangle(n), Buffer((long)n * Lanes<T>.Count), Buffer(n), Triangle(n));
    }

    private void LaneVectorsTimesLower()
    {
        (int n, int count) = (Size(20), Size(10));
        LaneVectors.MultiplyByLower<T>(n, Triangle(n), Buffer((long)n * count * Lanes<T>.Count), count);
    }

    private void LaneVectorsGram()
    {
        (int n, int count) = (Size(20), Size(10));
        LaneVectors.AddGram<T>(n, Buffer((long)n * count * Lanes<T>.Count), count, Triangle(n));
    }

    private void ReadNormals()
    {
        var reader = NormalLanes<T>.OfReplicas(Stream);
        for (int part = _random.Next(4); part >= 0; part--)
        {
            reader.Next(Buffer(Rows(200)));
        }
    }

    private void Map(Function function)
    {
        int length = Size(200);
        function(Buffer(length), Buffer(length));
    }

    private void SinCos()
    {
        int length = Size(200);
        VectorMath.SinCosPi<T>(Buffer(length), Buffer(length), Buffer(length));
    }

    // At most one size or stride of a call is hostile, so that a huge one does not only take long.
    private int Size(int below) => IsHostile() ? Hostile[_random.Next(Hostile.Length)] : _random.Next(below);

    private int Stride(int columns) => IsHostile()
        ? (_random.Next(2) == 0 ? unchecked(columns - 1 - _random.Next(3)) : Hostile[_random.Next(Hostile.Length)])
        : unchecked(columns + _random.Next(4));

    private long Rows(int below) => _random.Next(below) * (long)Lanes<T>.Count * (_random.Next(3) == 0 ? 1 : 2);

    private bool IsHostile()
    {
        bool isHostile = !_isHostile && _random.Next(8) == 0;
        _isHostile |= isHostile;
        return isHostile;
    }

    private Span<T> Matrix(int rows, int columns, int stride) =>
        Buffer(rows == 0 || columns == 0 ? 0 : ((rows - 1L) * stride) + columns);

    private Span<T> Triangle(int n) => Buffer((long)n * (n + 1L) / 2 * Lanes<T>.Count);

    // A buffer of the length that is needed, or of one element less.
    private Span<T> Buffer(long needed)
    {
        long length = Math.Clamp(needed - (_random.Next(16) == 0 ? 1 : 0), 0, 1 << 16);
        var buffer = new GuardedMemory((int)length * Unsafe.SizeOf<T>(), atEnd: _random.Next(2) == 0);
        _buffers.Add(buffer);
        Span<T> elements = buffer.Span<T>();
        foreach (ref T element in elements)
        {
            element = T.CreateTruncating(_random.NextDouble());
        }

        return elements;
    }
}

public sealed class GuardPageFuzzOfDouble : GuardPageFuzz<double>;

public sealed class GuardPageFuzzOfSingle : GuardPageFuzz<float>;
