namespace HpCovSde.Dynamics;

/// <summary>
/// The process that a family of networks tends to, up to a time T: one sealed type per limit. A limit states its equation and nothing about
/// how it is solved. The schemes integrate it (<see cref="Schemes.LimitIntegration.Integrate"/>), and <see cref="Limits"/> finds the limit
/// of a network.
/// </summary>
public abstract class LimitProcess
{
    /// <param name="time">T &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    private protected LimitProcess(double time)
    {
        if (!(time > 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be finite and greater than 0.");
        }

        Time = time;
    }

    /// <summary>T, the time integrated to.</summary>
    public double Time { get; }

    /// <summary>
    /// The kind of limit, as in JSON: covariance-sde, linear-sde, deterministic-flow, first-order-correction or residual-diffusion.
    /// </summary>
    public abstract string Kind { get; }

    /// <summary>A few words for people, without the time.</summary>
    public abstract string Description { get; }

    /// <summary>The numbers in the equation, with their names in JSON; empty if there are none. Allocates a list.</summary>
    public abstract IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>Whether the limit has no noise. Its paths are then equal, and a run needs one.</summary>
    public virtual bool IsDeterministic => false;

    /// <summary>Why the limit is not known for so many inputs, and what to do instead; null if it is.</summary>
    /// <param name="inputs">m ≥ 1.</param>
    public virtual string? Refusal(int inputs) => null;

    /// <summary><see cref="Description"/>.</summary>
    public override string ToString() => Description;

    /// <summary>κ, checked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">κ is negative or not finite.</exception>
    private protected static double CheckedKappa(double kappa) => kappa >= 0 && double.IsFinite(kappa)
        ? kappa
        : throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "κ must be finite and at least 0.");
}

/// <summary>A number in the equation of a limit.</summary>
/// <param name="Name">Its name in JSON, e.g. kappa.</param>
/// <param name="Value">Its value.</param>
public readonly record struct Coefficient(string Name, double Value);
