using HpCovSde.Kernels.Random;

namespace HpCovSde.Kernels.Tests.Random;

public sealed class XoshiroTests
{
    // Computed by hand from the definition, state 1, 2, 3, 4: rotl(1 + 4, 23) + 1; then the state is (7, 0, 262146, 6 << 45).
    [Fact]
    public void The_64_bit_generator_takes_the_steps_of_its_definition()
    {
        Span<ulong> state = [1, 2, 3, 4];
        Assert.Equal((5UL << 23) + 1, Xoshiro.NextReference(state));
        Assert.Equal([7UL, 0UL, 262146UL, 6UL << 45], state.ToArray());
    }

    [Fact]
    public void The_32_bit_generator_takes_the_steps_of_its_definition()
    {
        Span<uint> state = [1, 2, 3, 4];
        Assert.Equal((5U << 7) + 1, Xoshiro.NextReference(state));
        Assert.Equal([7U, 0U, 1026U, 6U << 11], state.ToArray());
    }
}
