using System.Globalization;
using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>A bound on the step h of a scheme: a coefficient of the limit, times h, is at most a number.</summary>
/// <param name="Name">The coefficient, as in messages.</param>
/// <param name="Coefficient">Its value, at least 0.</param>
/// <param name="Largest">The largest product.</param>
internal sealed record StepBound(string Name, double Coefficient, double Largest)
{
    /// <summary>The longest step.</summary>
    internal double LongestStep => Largest / Coefficient;

    /// <summary>
    /// κ of a shaped ReLU. Its drift has a flow that every scheme but Euler-Maruyama takes in (π/2) κh stages. More than this is no longer
    /// one step.
    /// </summary>
    internal static StepBound Kappa(LimitProcess limit) => new("kappa", LimitDrift.Kappa(limit), 1000);

    /// <summary>
    /// 3c + 2|d| ≥ |β| of a shaped smooth activation, where the noise has to act while the drift does. Measured for β = −200, the standard
    /// deviation of the stationary variance is 12 % too small at 1/4 where the noise comes before the drift, and 3 % at 1/2 where it comes
    /// between two halves of the drift; at 1 it is 44 % and 8 %, at 5 98 % and 73 %. The probability of an explosion is right to 1 % at
    /// these bounds for β ≥ 20.
    /// </summary>
    /// <param name="drift">The drift.</param>
    /// <param name="largest">The largest product.</param>
    internal static StepBound Smooth(SmoothDrift drift, double largest) => new("(3c + 2|d|)", drift.Strength, largest);

    /// <summary>
    /// The largest φ′² of the ReLU family, or 1, by which a residual diffusion multiplies squares of neurons per unit of time. A step is a
    /// layer with α² = h.
    /// </summary>
    internal static StepBound Residual(ResidualDiffusion diffusion) => new("max phi'^2", diffusion.LargestSquaredSlope, 1);

    /// <summary>Why a step is too long, and a step that is not, if there is one.</summary>
    /// <param name="step">h.</param>
    /// <param name="time">T.</param>
    internal string Refusal(double step, double time)
    {
        // Three digits, rounded down.
        double unit = Math.Pow(10, Math.Floor(Math.Log10(LongestStep)) - 2);
        double shortEnough = Math.Floor(LongestStep / unit) * unit;
        string remedy = time / shortEnough <= int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a step of {shortEnough:G3} will do.")
            : string.Create(CultureInfo.InvariantCulture, $"no step will do: T = {time:G6} would take more than {int.MaxValue} of them.");
        return string.Create(
            CultureInfo.InvariantCulture, $"{Name} h = {Coefficient * step:G6} is too large: at most {Largest:G6} is allowed; {remedy}");
    }
}
