using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>The kernels equal their scalar references bit for bit.</summary>
public abstract class VectorMathBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Margin = 5;

    public static TheoryData<string> Functions =>
    [
        "log", "exp", "sinPi", "cosPi", "expm1", "tanh", "log1p", "softplus", "erf", "normalCdf", "sigmoid", "sin", "cos",
        "inverseErfi", "expSquaredInverseErfi",
    ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_kernel_equals_its_reference_on_any_bit_pattern(string function)
    {
        T[] x = Numbers.Wide<T>(100_003, seed: 31);
        var destination = new T[x.Length];
        Apply(function, x, destination);
        for (int i = 0; i < x.Length; i++)
        {
            AssertSameBits(Reference(function, x[i]), destination[i], $"{function}({x[i]:R})");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_length_and_alignment_gives_the_reference_and_nothing_else_is_written(string function)
    {
        T[] numbers = Numbers.Wide<T>(500, seed: 32);
        new System.Random(33).Shuffle(numbers);
        for (int length = 0; length <= 65; length++)
        {
            int start = length % 7;
            T[] buffer = new T[length + Margin + start];
            Array.Fill(buffer, Numbers.Sentinel<T>());
            Apply(function, numbers.AsSpan(length, length), buffer.AsSpan(start, length));
            for (int i = 0; i < buffer.Length; i++)
            {
                bool inside = i >= start && i < start + length;
                T expected = inside ? Reference(function, numbers[length + i - start]) : Numbers.Sentinel<T>();
                AssertSameBits(expected, buffer[i], $"{function}, length {length}, element {i - start}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_result_in_place_is_the_same(string function)
    {
        T[] x = Numbers.Wide<T>(301, seed: 34);
        var apart = new T[x.Length];
        Apply(function, x, apart);
        Apply(function, x, x);
        Assert.Equal(apart.Select(Numbers.Bits), x.Select(Numbers.Bits));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_result_does_not_depend_on_the_cut_of_a_span(string function)
    {
        T[] x = Numbers.Wide<T>(2000, seed: 35);
        var whole = new T[x.Length];
        var pieces = new T[x.Length];
        Apply(function, x, whole);
        var random = new System.Random(36);
        for (int start = 0; start < x.Length;)
        {
            int length = Math.Min(random.Next(1, 40), x.Length - start);
            Apply(function, x.AsSpan(start, length), pieces.AsSpan(start, length));
            start += length;
        }

        Assert.Equal(whole.Select(Numbers.Bits), pieces.Select(Numbers.Bits));
    }

    [Fact]
    public void Misused_spans_are_refused()
    {
        var x = new T[20];
        var other = new T[20];
        ArgumentException wrongLength = Assert.Throws<ArgumentException>(() => VectorMath.Log<T>(x, other.AsSpan(1)));
        Assert.Contains("destination has 19 elements and x has 20", wrongLength.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("destination", () => VectorMath.Exp<T>(x.AsSpan(1), x.AsSpan(0, 19)));
        Assert.Throws<ArgumentException>("sin", () => VectorMath.SinCosPi<T>(x.AsSpan(1), x.AsSpan(0, 19), other.AsSpan(1)));
        Assert.Throws<ArgumentException>("cos", () => VectorMath.SinCosPi<T>(x, other, other.AsSpan(1)));
        Assert.Throws<ArgumentException>("cos", () => VectorMath.SinCosPi<T>(x, other, other));
    }

    [Fact]
    public void Nothing_allocates()
    {
        var x = new T[37];
        var y = new T[37];
        var z = new T[37];
        RunAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunAll();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RunAll()
        {
            VectorMath.Log<T>(x, y);
            VectorMath.Exp<T>(x, y);
            VectorMath.Expm1<T>(x, y);
            VectorMath.Tanh<T>(x, y);
            VectorMath.Log1p<T>(x, y);
            VectorMath.Softplus<T>(x, y);
            VectorMath.Erf<T>(x, y);
            VectorMath.NormalCdf<T>(x, y);
            VectorMath.Sigmoid<T>(x, y);
            VectorMath.Sin<T>(x, y);
            VectorMath.Cos<T>(x, y);
            VectorMath.InverseErfi<T>(x, y);
            VectorMath.ExpSquaredInverseErfi<T>(x, y);
            VectorMath.SinCosPi<T>(x, y, z);
        }
    }

    private static void Apply(string function, ReadOnlySpan<T> x, Span<T> destination)
    {
        var other = new T[x.Length];
        switch (function)
        {
            case "log":
                VectorMath.Log(x, destination);
                break;
            case "exp":
                VectorMath.Exp(x, destination);
                break;
            case "expm1":
                VectorMath.Expm1(x, destination);
                break;
            case "tanh":
                VectorMath.Tanh(x, destination);
                break;
            case "log1p":
                VectorMath.Log1p(x, destination);
                break;
            case "softplus":
                VectorMath.Softplus(x, destination);
                break;
            case "erf":
                VectorMath.Erf(x, destination);
                break;
            case "normalCdf":
                VectorMath.NormalCdf(x, destination);
                break;
            case "sigmoid":
                VectorMath.Sigmoid(x, destination);
                break;
            case "sin":
                VectorMath.Sin(x, destination);
                break;
            case "cos":
                VectorMath.Cos(x, destination);
                break;
            case "inverseErfi":
                VectorMath.InverseErfi(x, destination);
                break;
            case "expSquaredInverseErfi":
                VectorMath.ExpSquaredInverseErfi(x, destination);
                break;
            case "sinPi":
                VectorMath.SinCosPi(x, destination, other);
                break;
            default:
                VectorMath.SinCosPi(x, other, destination);
                break;
        }
    }

    private static T Reference(string function, T x) => function switch
    {
        "log" => VectorMath.LogReference(x),
        "exp" => VectorMath.ExpReference(x),
        "expm1" => VectorMath.Expm1Reference(x),
        "tanh" => VectorMath.TanhReference(x),
        "log1p" => VectorMath.Log1pReference(x),
        "softplus" => VectorMath.SoftplusReference(x),
        "erf" => VectorMath.ErfReference(x),
        "normalCdf" => VectorMath.NormalCdfReference(x),
        "sigmoid" => VectorMath.SigmoidReference(x),
        "sin" => VectorMath.SinReference(x),
        "cos" => VectorMath.CosReference(x),
        "inverseErfi" => VectorMath.InverseErfiReference(x),
        "expSquaredInverseErfi" => VectorMath.ExpSquaredInverseErfiReference(x),
        "sinPi" => VectorMath.SinCosPiReference(x).Sin,
        _ => VectorMath.SinCosPiReference(x).Cos,
    };

    private static void AssertSameBits(T expected, T actual, string what) =>
        Assert.True(Numbers.Bits(expected) == Numbers.Bits(actual), $"{what}: {actual:R} instead of {expected:R}");
}

public sealed class VectorMathBitsOfDoubleTests : VectorMathBitsTests<double>;

public sealed class VectorMathBitsOfSingleTests : VectorMathBitsTests<float>;
