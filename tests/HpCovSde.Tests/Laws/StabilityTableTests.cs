using System.Globalization;
using HpCovSde.Activations;
using HpCovSde.Laws;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Laws;

/// <summary>The table of docs/stability.md, row for row from the library.</summary>
public sealed class StabilityTableTests
{
    private static readonly double NeutralCenter = Math.Log(7.0 / 4);

    [Fact]
    public void The_table_of_the_documentation_is_what_the_library_computes()
    {
        string[] table = [.. File.ReadLines(Repository.PathOf("docs/stability.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        string[] expected = [.. Rows()];
        Assert.True(expected.SequenceEqual(table), $"The table should be{Environment.NewLine}{string.Join(Environment.NewLine, expected)}");
    }

    private static IEnumerable<string> Rows()
    {
        // Without a slope at 0 there is nothing to divide by, and without a second derivative no limit.
        foreach (Activation activation in Activation.BuiltIn.Where(x => !x.IsHomogeneous && x.At(0).First != 0 && new SmoothShape(x, 1).IsTwiceDifferentiable))
        {
            yield return Row(activation, 0, "0");
            if (activation == Activation.Softplus)
            {
                yield return Row(activation, NeutralCenter, "log(7/4)");
            }
        }
    }

    private static string Row(Activation activation, double center, string centerText)
    {
        var shape = new SmoothShape(activation, a: 1, center: center);

        // What is zero but for rounding is zero.
        double beta = Math.Abs(shape.Beta) < 1e-15 ? 0 : shape.Beta;
        var stability = new SmoothStability(beta);
        string verdict = stability.LongTime switch
        {
            LongTimeBehaviour.ExplodesOrVanishes => "explodes or vanishes",
            LongTimeBehaviour.Vanishes => "vanishes",
            _ => "stationary",
        };
        string law = stability.StationaryLaw is { } gamma ? $"Gamma({Text(gamma.Shape)}, rate {Text(gamma.Rate)})" : "none";
        return $"| {activation.Name} | {centerText} | {Text(shape.SecondDerivative)} | {Text(shape.ThirdDerivative)} | {Text(beta)} | "
            + $"{(stability.Explodes ? "no" : "yes")} | {verdict} | {Text(stability.ExplosionProbability(1))} | {law} |";
    }

    // Six digits, and no minus before a zero.
    private static string Text(double x) => (Math.Round(x, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);
}
