using System.Numerics;
using System.Reflection;
using System.Text.RegularExpressions;
using HpCovSde.Chains;
using HpCovSde.Kernels.Random;
using HpCovSde.Runs;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests;

/// <summary>No two uses of random numbers share an address. A chain outside the library has purposes of its own, 1024 to 2³¹ − 1.</summary>
public sealed partial class StreamMapTests
{
    private static readonly uint[] Purposes = Constants(typeof(StreamMap.Purposes));

    private static readonly uint[] Segments = Constants(typeof(StreamMap.Segments));

    [Fact]
    public void Purposes_are_distinct_and_below_those_of_other_assemblies()
    {
        Assert.Equal(Purposes.Length, Purposes.Distinct().Count());
        Assert.All(Purposes, purpose => Assert.InRange(purpose, 1u, IChain.FirstCustomPurpose - 1));
        Assert.Equal((1024u, int.MaxValue), (IChain.FirstCustomPurpose, (int)IChain.LastCustomPurpose));
    }

    [Fact]
    public void Outputs_use_a_bit_that_no_purpose_uses()
    {
        uint[] all = [.. Purposes, IChain.FirstCustomPurpose, IChain.LastCustomPurpose];
        Assert.All(all, purpose => Assert.Equal(0u, purpose & StreamMap.LogitsBit));
        Assert.Equal(1, BitOperations.PopCount(StreamMap.LogitsBit));
    }

    [Fact]
    public void Ranges_of_segments_do_not_overlap_and_end_within_a_stream()
    {
        // In ascending order; variates may reach as far as they say.
        Assert.Equal(Segments.Order(), Segments);
        Assert.Equal(Segments.Length, Segments.Distinct().Count());
        Assert.InRange(StreamMap.Segments.ExactStart - StreamMap.Segments.ExactLayer, VariateLanes.Segments, uint.MaxValue);
        Assert.InRange(StreamMap.Segments.ExactNormals - StreamMap.Segments.ExactStart, VariateLanes.Segments, uint.MaxValue);
        Assert.InRange(Segments[^1], 1u, StandardNormals.SegmentsPerStream - VariateLanes.Segments);
    }

    [Theory]
    [MemberData(nameof(Chains.All), MemberType = typeof(Chains))]
    public void Every_chain_has_a_purpose_of_the_map(string name, Precision precision)
    {
        _ = precision;
        Assert.Contains(Chains.Make(name).Chain.StreamPurpose, Purposes);
    }

    [Fact]
    public void Only_the_map_reserves_numbers() => Assert.Equal(
        ["src/HpCovSde/Chains/StreamMap.cs"],
        Repository.SourceFiles("src").Where(path => path.StartsWith("src/HpCovSde/", StringComparison.Ordinal)
            && Reservation().IsMatch(File.ReadAllText(Repository.PathOf(path)))));

    // In the order in which they are declared.
    private static uint[] Constants(Type type) => [.. type.GetFields(BindingFlags.NonPublic | BindingFlags.Static)
        .OrderBy(field => field.MetadataToken).Select(field => (uint)field.GetRawConstantValue()!)];

    [GeneratedRegex(@"\bconst uint \w+ = \(?\d")]
    private static partial Regex Reservation();
}
