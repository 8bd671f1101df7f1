namespace HpCovSde.Laws;

/// <summary>What the variance of a shaped smooth network does as time grows.</summary>
public enum LongTimeBehaviour
{
    /// <summary>β &lt; −1: V converges in law to a Gamma law.</summary>
    Stationary,

    /// <summary>−1 ≤ β ≤ 0: V tends to 0 (in probability at β = −1, else almost surely) and never explodes.</summary>
    Vanishes,

    /// <summary>β &gt; 0: V becomes infinite in finite time with a probability in (0, 1), and tends to 0 otherwise.</summary>
    ExplodesOrVanishes,
}
