using HpCovSde.Schemes;

namespace HpCovSde.Benchmarks;

/// <summary>A scheme and a number of inputs, as they appear in the table of results.</summary>
public sealed record SchemeCase(Scheme Scheme, int Inputs)
{
    public override string ToString() => $"{Scheme.Name}, m = {Inputs}";
}
