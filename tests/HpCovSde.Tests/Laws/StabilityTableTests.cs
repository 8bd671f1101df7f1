using System.Globalization;
using HpCovSde.Activations;
using HpCovSde.Laws;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Laws;

/// <summary>Compares the table of docs/stability.md with the library, row by row.</summary>
public sealed class StabilityTableTests
{
    private static readonly double NeutralCenter = Math.Log(7.0 / 4);

    [Fact]
    public void The_table_in_the_documentation_agrees_with_the_library()
    {
        string[] table = [.. File.ReadLines(Repository.PathOf("docs/stability.md")).Where(
            line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        string[] expected = [.. Rows()];
        Assert.True(expected.SequenceEqual(table), $"The table should be{Environment.NewLine}{string.Join(Environment.NewLine, expected)}");
    }

    private static IEnumerable<string> Rows()
    {
        // Activations with slope 0 at 0 cannot be normalised, and those without a second derivative there have no limit.
        foreach (Activation activation in
            Activation.BuiltIn.Where(x => !x.IsHomogeneous && x.At(0).First != 0 && new SmoothShape(x, 1).IsTwiceDifferentiable))
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

        // Rounding errors of zero are zero.
        double beta = shape.Beta;
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

    // Six digits, without a minus sign for zero.
    private static string Text(double x) => (Math.Round(x, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);
}
