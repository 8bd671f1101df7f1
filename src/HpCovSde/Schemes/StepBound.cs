using System.Globalization;
using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>
/// A bound on the step h of a scheme: a coefficient of the limit or of the number of inputs, times h, is at most a number.
/// </summary>
/// <param name="Name">The coefficient, as in messages; empty for 1.</param>
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

    /// <summary>
    /// h itself, for two inputs with a drift. Noise alone brings them near ρ = 1 and ρ = −1, and drift leads from the one to the other, so
    /// that they have to act together. Measured for κ from 0.01 to 10 and T up to 40: E ρ is off by at most 0.06 at h = 4 and by up to 0.13
    /// at h = 10, E log(1 − ρ) by 4 % and 8 %; at h = 40, where digits of 1 − ρ are lost too, by half. fisher-z, whose noise is not exact,
    /// has E ρ off by at most 0.08 at h = 4 and by 0.15 at h = 8.
    /// </summary>
    internal static StepBound Pair { get; } = new("", 1, 4);

    /// <summary>
    /// mh, for the noise of three and more inputs in <see cref="SecondOrderNoise{T}"/>. Measured for m = 3, 5, 8 and 30, with and without
    /// drift: at mh = 3 E ρ is off by at most 0.04 and E log(1 − ρ) by at most 11 %; at mh = 8 by 0.24 and 110 %.
    /// </summary>
    /// <param name="inputs">m.</param>
    internal static StepBound ManyInputs(int inputs) => new("m", inputs, 3);

    /// <summary>
    /// m²h, for the exponential map of two and more inputs, which is of first order. Measured at 3: for m = 2 E log(1 − ρ) is off by 12 %
    /// and E log V by 5 %, for m = 8 E log V by 10 %.
    /// </summary>
    /// <param name="inputs">m.</param>
    internal static StepBound ExponentialMap(int inputs) => new("m^2", (double)inputs * inputs, 3);

    /// <summary>
    /// 4mh of Euler-Maruyama. The spectrum of the symmetric noise S reaches down to −2√m, and I + √h S is a covariance only above −1. A
    /// longer step would leave the cone as a rule and be projected.
    /// </summary>
    /// <param name="inputs">m.</param>
    internal static StepBound Cone(int inputs) => new("4m", 4.0 * inputs, 1);

    /// <summary>
    /// h itself, for 1/V of an input that is driven towards an explosion or away from it. Measured for β = 0.0005: 24 % of the explosions
    /// by T = 16 are missed at h = 1, and none that can be seen at h = 1/4. For β = −0.1, E log V is off by 1.5 % at h = 1.
    /// </summary>
    internal static StepBound Inverse { get; } = new("", 1, 0.5);

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
            CultureInfo.InvariantCulture,
            $"{Name}{(Name.Length > 0 ? " " : "")}h = {Coefficient * step:G6} is too large: at most {Largest:G6} is allowed; {remedy}");
    }
}
