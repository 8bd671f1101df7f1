using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Simd;

public abstract class LanesTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T[] X = Pad(Numbers.Wide<T>(4000, seed: 51));
    private static readonly T[] Y = Shuffled(X, seed: 52);
    private static readonly T[] Z = Shuffled(X, seed: 53);

    [Fact]
    public void A_row_is_64_bytes_on_every_machine() =>
        Assert.Equal(typeof(T) == typeof(double) ? 8 : 16, Lanes<T>.Count);

    [Fact]
    public void Arithmetic_equals_scalar_arithmetic()
    {
        AssertEachLane((x, y, _) => x + y, (x, y, _) => x + y);
        AssertEachLane((x, y, _) => x - y, (x, y, _) => x - y);
        AssertEachLane((x, y, _) => x * y, (x, y, _) => x * y);
        AssertEachLane((x, y, _) => x / y, (x, y, _) => x / y);
        AssertEachLane((x, _, _) => -x, (x, _, _) => -x);
        AssertEachLane((x, _, _) => Lanes.Sqrt(x), (x, _, _) => T.Sqrt(x));
        AssertEachLane((x, _, _) => Lanes.Abs(x), (x, _, _) => T.Abs(x));
    }

    [Fact]
    public void Negation_flips_the_sign_of_zeros_and_of_NaN()
    {
        Assert.Equal(Numbers.Bits(T.NegativeZero), Numbers.Bits((-Lanes<T>.Zero)[0]));
        Lanes<T> nan = T.NaN;
        Assert.Equal(Numbers.Bits(T.NaN) ^ Numbers.Bits(T.NegativeZero), Numbers.Bits((-nan)[0]));
    }

    [Fact]
    public void Fused_operations_round_once()
    {
        AssertEachLane(Lanes.MultiplyAdd, T.FusedMultiplyAdd);
        AssertEachLane(Lanes.MultiplySubtractFrom, (x, y, z) => T.FusedMultiplyAdd(-x, y, z));

        // (1+ε)² − (1+2ε) = ε²; a rounded product would lose it.
        T epsilon = T.BitIncrement(T.One) - T.One;
        Lanes<T> x = T.One + epsilon;
        Lanes<T> z = T.One + epsilon + epsilon;
        Assert.Equal(epsilon * epsilon, Lanes.MultiplyAdd(x, x, -z)[0]);
        Assert.Equal(-(epsilon * epsilon), Lanes.MultiplySubtractFrom(x, x, z)[0]);
        Assert.Equal(T.Zero, ((x * x) - z)[0]);
    }

    [Fact]
    public void Comparisons_and_masks_select_lane_by_lane()
    {
        AssertEachLane((x, y, z) => Lanes.Select(x < y, x, z), (x, y, z) => x < y ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select(x > y, x, z), (x, y, z) => x > y ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select(x <= y, x, z), (x, y, z) => x <= y ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select(x >= y, x, z), (x, y, z) => x >= y ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select((x < y) & (y < z), x, z), (x, y, z) => x < y && y < z ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select((x < y) | (y < z), x, z), (x, y, z) => x < y || y < z ? x : z);
        AssertEachLane((x, y, z) => Lanes.Select(!(x < y), x, z), (x, y, z) => !(x < y) ? x : z);
    }

    [Fact]
    public void Comparisons_hold_for_equal_numbers_and_never_for_NaN()
    {
        Lanes<T> one = Lanes<T>.One;
        Lanes<T> same = T.One;
        Lanes<T> nan = T.NaN;
        Lanes<T> other = T.NaN;
        Assert.Equal((T.Zero, T.Zero, T.One, T.One), (Chosen(one < same), Chosen(one > same), Chosen(one <= same), Chosen(one >= same)));
        Assert.Equal(
            (T.Zero, T.Zero, T.Zero, T.Zero), (Chosen(nan < one), Chosen(one > nan), Chosen(nan <= other), Chosen(nan >= other)));

        static T Chosen(LaneMask<T> mask) => Lanes.Select(mask, Lanes<T>.One, Lanes<T>.Zero)[0];
    }

    [Fact]
    public void Min_and_max_give_the_second_where_either_is_NaN()
    {
        AssertEachLane(Min, (x, y, _) => x < y ? x : y);
        AssertEachLane(Max, (x, y, _) => x > y ? x : y);
        Lanes<T> nan = T.NaN;
        Assert.Equal(T.One, Lanes.Min(nan, Lanes<T>.One)[0]);
        Assert.True(T.IsNaN(Lanes.Max(Lanes<T>.One, nan)[0]));

        static Lanes<T> Min(Lanes<T> x, Lanes<T> y, Lanes<T> z) => Lanes.Min(x, y);
        static Lanes<T> Max(Lanes<T> x, Lanes<T> y, Lanes<T> z) => Lanes.Max(x, y);
    }

    [Fact]
    public void CopySign_takes_the_sign_of_zeros_too()
    {
        AssertEachLane((x, y, _) => Lanes.CopySign(x, y), (x, y, _) => T.CopySign(x, y));
        Lanes<T> minusZero = T.NegativeZero;
        Assert.Equal(-T.One, Lanes.CopySign(Lanes<T>.One, minusZero)[0]);
        Assert.Equal(T.One, Lanes.CopySign(-Lanes<T>.One, Lanes<T>.Zero)[0]);
    }

    [Fact]
    public void Load_and_store_move_one_row_and_nothing_else()
    {
        int count = Lanes<T>.Count;
        T[] source = [.. Enumerable.Range(0, 3 * count).Select(i => T.CreateTruncating(i))];
        var destination = new T[3 * count];
        Array.Fill(destination, Numbers.Sentinel<T>());
        Lanes<T> row = Lanes<T>.Load(source, 1);
        Assert.Equal(source[count + 3], row[3]);
        row.Store(destination, 1);
        Assert.Equal(source[count..(2 * count)], destination[count..(2 * count)]);
        Assert.All(
            destination[..count].Concat(destination[(2 * count)..]),
            x => Assert.Equal(Numbers.Bits(Numbers.Sentinel<T>()), Numbers.Bits(x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lanes<T>.Load(source, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.Store(destination.AsSpan(1), 2));
    }

    [Fact]
    public void Constants_fill_every_lane()
    {
        Lanes<T> implicitly = T.CreateTruncating(3);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Assert.Equal(T.CreateTruncating(3), implicitly[lane]);
            Assert.Equal(T.CreateTruncating(0.1), Lanes<T>.Of(0.1)[lane]);
            Assert.Equal((T.Zero, T.One), (Lanes<T>.Zero[lane], Lanes<T>.One[lane]));
        }
    }

    private static void AssertEachLane(Func<Lanes<T>, Lanes<T>, Lanes<T>, Lanes<T>> lanes, Func<T, T, T, T> scalar)
    {
        for (int row = 0; row < X.Length / Lanes<T>.Count; row++)
        {
            Lanes<T> result = lanes(Lanes<T>.Load(X, row), Lanes<T>.Load(Y, row), Lanes<T>.Load(Z, row));
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                int i = (row * Lanes<T>.Count) + lane;
                T expected = scalar(X[i], Y[i], Z[i]);

                // The payload and the sign of a NaN result depend on the processor.
                bool same = T.IsNaN(expected) ? T.IsNaN(result[lane]) : Numbers.Bits(expected) == Numbers.Bits(result[lane]);
                Assert.True(same, $"x = {X[i]:R}, y = {Y[i]:R}, z = {Z[i]:R}: {result[lane]:R} instead of {expected:R}");
            }
        }
    }

    private static T[] Pad(T[] x) => [.. x, .. new T[(Lanes<T>.Count - (x.Length % Lanes<T>.Count)) % Lanes<T>.Count]];

    private static T[] Shuffled(T[] x, int seed)
    {
        T[] shuffled = [.. x];
        new System.Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}

public sealed class LanesOfDoubleTests : LanesTests<double>;

public sealed class LanesOfSingleTests : LanesTests<float>;
