using HpCovSde.Kernels.Random;

namespace HpCovSde.Kernels.Tests.Random;

public sealed class Philox4x32Tests
{
    /// <summary>The known answers published with the generator for 10 rounds: zeros, ones, digits of π.</summary>
    public static TheoryData<uint[], ulong, uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], 0, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 0xffffffff_ffffffff, [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        { [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0x299f31d0_a4093822, [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Block_gives_the_published_answers(uint[] counter, ulong key, uint[] expected)
    {
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(counter[0], counter[1], counter[2], counter[3], key);
        Assert.Equal(expected, new[] { w0, w1, w2, w3 });
    }

    [Fact]
    public void A_stream_puts_block_step_replica_and_purpose_in_the_counter_and_the_seed_in_the_key()
    {
        RandomStream stream = new RandomKey(0x299f31d0_a4093822, 0x03707344).Stream(replica: 0x13198a2e, step: 0x85a308d3);
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u), Philox4x32.Block(stream, 0x243f6a88));
    }

    [Fact]
    public void Flipping_any_bit_of_the_address_flips_half_of_the_output_bits()
    {
        // 192 address bits times 500 addresses, 128 output bits each: binomial counts of N = 12 288 000 fair flips in total, and of
        // 64 000 for each address bit, all within 6 sigma (a family of 193 tests).
        var random = new System.Random(1);
        long total = 0;
        const int Addresses = 500;
        for (int bit = 0; bit < 192; bit++)
        {
            long flipped = 0;
            for (int trial = 0; trial < Addresses; trial++)
            {
                uint[] address = [.. Enumerable.Range(0, 6).Select(_ => (uint)random.NextInt64(1L << 32))];
                UInt128 before = Output(address);
                address[bit / 32] ^= 1u << (bit % 32);
                flipped += (long)UInt128.PopCount(before ^ Output(address));
            }

            double tolerance = 6 * Math.Sqrt(32.0 * Addresses);
            Assert.InRange(flipped, (64.0 * Addresses) - tolerance, (64.0 * Addresses) + tolerance);
            total += flipped;
        }

        double mean = 64.0 * Addresses * 192;
        Assert.InRange(total, mean - (6 * Math.Sqrt(mean / 2)), mean + (6 * Math.Sqrt(mean / 2)));
    }

    private static UInt128 Output(uint[] a)
    {
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(a[0], a[1], a[2], a[3], ((ulong)a[5] << 32) | a[4]);
        return new UInt128(((ulong)w3 << 32) | w2, ((ulong)w1 << 32) | w0);
    }
}
