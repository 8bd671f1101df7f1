using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Tests.Covariances;

/// <summary>The state of one replica and a lane of a bundle hold the same numbers, although two classes compute them.</summary>
public sealed class CovarianceStateTests
{
    private static readonly DifferenceUnits[] Units =
        [.. from own in new[] { false, true } from oppose in new[] { false, true } select new DifferenceUnits(own, oppose)];

    private enum Kind
    {
        Generic,
        DeadFirst,
        DeadLast,
        AllDead,
        Equal,
        Opposite,
        NearlyEqual,
        Huge,
        Tiny,
        RoundedBelowZero,
        NegativeZero,
        NotANumber,
        Infinite,
    }

    [Fact]
    public void The_state_and_each_lane_start_with_the_same_bits_in_double() => AssertSameBits<double>();

    [Fact]
    public void The_state_and_each_lane_start_with_the_same_bits_in_single() => AssertSameBits<float>();

    [Fact]
    public void The_test_cases_have_the_properties_in_their_names()
    {
        // (K_11, K_21, K_22) and the reference.
        Assert.Equal([0.0, 0, 1, 0], After(Kind.DeadFirst));
        Assert.Equal([1.0, 0, 0, 0], After(Kind.DeadLast));
        Assert.Equal([0.0, 0, 0, 0], After(Kind.AllDead));
        Assert.Equal([1.0, 0, 0, 1], After(Kind.Equal));
        Assert.Equal([1.0, -1, 1, 0], After(Kind.Opposite));
        Assert.Equal([1.0, 0, 0, -1], After(Kind.Opposite, mayOppose: true));
        Assert.True(double.IsNaN(After(Kind.NotANumber)[0]) && double.IsNaN(After(Kind.NotANumber)[2]));
        Assert.InRange(After(Kind.NearlyEqual)[2], 1e-28, 1e-22);
    }

    private static double[] After(Kind kind, bool mayOppose = false)
    {
        double[] numbers = new double[CovarianceState<double>.Length(2)];
        var state = new CovarianceState<double>(numbers, 2, new(Own: true, mayOppose));
        state.Set(GramMatrix.Pair(0.99));
        state.TakeDifferenceGram(Gram<double>(kind, 2, new Random(1)), 0.25);
        return [.. numbers[6..], numbers[5]];
    }

    private static void AssertSameBits<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kind[] kinds = Enum.GetValues<Kind>();
        for (int m = 1; m <= 6; m++)
        {
            var random = new Random(m);
            for (int round = 0; round < 50; round++)
            {
                T scale = T.CreateTruncating(random.NextDouble() + 0.01);

                // Three updates: log variances add up what was left over. Kinds are mixed, so that lanes have unlike neighbours.
                T[][][] grams = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, Lanes<T>.Count)
                    .Select(_ => Gram<T>(round == 0 ? Kind.Generic : kinds[random.Next(kinds.Length)], m, random)).ToArray())];
                DifferenceUnits units = Units[round % Units.Length];
                T[] lanes = OfBundle(m, units, scale, grams);
                for (int lane = 0; lane < Lanes<T>.Count; lane++)
                {
                    T[] state = OfState(m, units, scale, [.. grams.Select(update => update[lane])]);
                    for (int k = 0; k < state.Length; k++)
                    {
                        Assert.Equal(Bits(lanes[(k * Lanes<T>.Count) + lane]), Bits(state[k]));
                    }
                }
            }
        }
    }

    private static T[] OfBundle<T>(int m, DifferenceUnits units, T scale, T[][][] grams)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] rows = new T[CovarianceBundle<T>.Length(m)];
        var bundle = new CovarianceBundle<T>(rows, m, units);
        bundle.Set(Chains.Inputs(m));
        T[] packed = new T[PackedLower.Length(m) * Lanes<T>.Count];
        foreach (T[][] update in grams)
        {
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                for (int a = 0; a < m; a++)
                {
                    for (int b = 0; b <= a; b++)
                    {
                        packed[(PackedLower.Index(a, b) * Lanes<T>.Count) + lane] = update[lane][(a * m) + b];
                    }
                }
            }

            bundle.TakeDifferenceGram(packed, scale);
        }

        return rows;
    }

    private static T[] OfState<T>(int m, DifferenceUnits units, T scale, T[][] grams)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = new T[CovarianceState<T>.Length(m)];
        var state = new CovarianceState<T>(numbers, m, units);
        state.Set(Chains.Inputs(m));
        foreach (T[] gram in grams)
        {
            state.TakeDifferenceGram(gram, scale);
        }

        return numbers;
    }

    // The Gram matrix of (h_1, h_2 − h_1, …), dense, of some random features h.
    private static T[] Gram<T>(Kind kind, int m, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] h = Features(kind, m, random);
        T[] gram = new T[m * m];
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < m; b++)
            {
                double sum = 0;
                for (int i = 0; i < h.GetLength(1); i++)
                {
                    sum += (h[a, i] - (a > 0 ? h[0, i] : 0)) * (h[b, i] - (b > 0 ? h[0, i] : 0));
                }

                gram[(a * m) + b] = T.CreateTruncating(sum);
            }
        }

        switch (kind)
        {
            case Kind.RoundedBelowZero:
                gram[random.Next(m) * (m + 1)] = T.CreateTruncating(-1e-17);
                break;
            case Kind.NegativeZero:
                gram.AsSpan().Fill(T.NegativeZero);
                break;
            case Kind.NotANumber:
                gram.AsSpan().Fill(T.NaN);
                break;
            case Kind.Infinite:
                gram[random.Next(m) * (m + 1)] = T.PositiveInfinity;
                break;
            default:
                break;
        }

        return gram;
    }

    private static double[,] Features(Kind kind, int m, Random random)
    {
        double scale = kind == Kind.Huge ? 1e15 : kind == Kind.Tiny ? 1e-15 : 1;
        double[,] h = new double[m, 7];
        for (int i = 0; i < 7; i++)
        {
            for (int a = 0; a < m; a++)
            {
                double fresh = scale * (random.NextDouble() - 0.5);
                h[a, i] = kind switch
                {
                    Kind.AllDead => 0,
                    Kind.DeadFirst when a == 0 => 0,
                    Kind.DeadLast when a == m - 1 => 0,
                    Kind.Equal when a > 0 => h[0, i],
                    Kind.Opposite when a > 0 => -h[0, i],
                    Kind.NearlyEqual when a > 0 => h[0, i] * (1 + (1e-12 * fresh)),
                    _ => fresh,
                };
            }
        }

        return h;
    }

    // Every NaN counts as the same one: which of two operands' payloads is kept is not defined.
    private static ulong Bits<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNaN(value)
        ? ulong.MaxValue
        : typeof(T) == typeof(double)
            ? BitConverter.DoubleToUInt64Bits(double.CreateTruncating(value))
            : BitConverter.SingleToUInt32Bits(float.CreateTruncating(value));
}
