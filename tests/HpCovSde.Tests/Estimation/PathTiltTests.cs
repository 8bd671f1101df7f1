using HpCovSde.Estimation;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Estimation;

/// <summary>The drift of least cross-entropy.</summary>
public sealed class PathTiltTests
{
    private static readonly TimeGrid Grid = new(8, 0.25);

    private static readonly PathTilt Legendre = PathTilt.Constant(Grid, 1);

    [Fact]
    public void A_constant_drift_moves_every_normal_by_the_drift_times_the_root_of_the_step() =>
        Assert.All(Enumerable.Range(0, Grid.Steps), k => Assert.Equal(3 * Math.Sqrt(0.25), PathTilt.Constant(Grid, 3).Shift(k), 1e-14));

    [Fact]
    public void The_drift_that_all_paths_have_is_found_wherever_they_end()
    {
        double[] coefficients = [1.5, -0.7, 0.3];
        double[] shifts =
            [.. Enumerable.Range(0, Grid.Steps).Select(k => coefficients.Index().Sum(c => c.Item * Legendre.Basis(c.Index, k)))];
        PathTilt found = Legendre.Improved(Sample(shifts, [3, 8, 5, 7, 4]));
        Assert.All(Enumerable.Range(0, Grid.Steps), k => Assert.Equal(shifts[k], found.Shift(k), 1e-7));
    }

    [Fact]
    public void Paths_that_all_end_after_one_step_still_give_a_finite_drift()
    {
        PathTilt found = Legendre.Improved(Sample([2, 0, 0, 0, 0, 0, 0, 0], [1, 1]));
        Assert.Equal(2, found.Shift(0), 1e-6);
        Assert.All(Enumerable.Range(0, Grid.Steps), k => Assert.InRange(found.Shift(k), -10, 10));
    }

    [Fact]
    public void Without_an_event_the_drift_stays() => Assert.Same(Legendre, Legendre.Improved(new TiltedSample(4)));

    // Paths whose normals are the shifts, with different contributions.
    private static TiltedSample Sample(double[] shifts, int[] exits)
    {
        var sample = new TiltedSample(exits.Length);
        for (int i = 0; i < exits.Length; i++)
        {
            sample.Contributions[i] = 0.1 * (i + 1);
            sample.Exits[i] = exits[i];
            for (int j = 0; j < PathTilt.Terms; j++)
            {
                sample.Functionals[(i * PathTilt.Terms) + j] =
                    Enumerable.Range(0, exits[i]).Sum(k => Legendre.Basis(j, k) * shifts[k]);
            }
        }

        return sample;
    }
}
