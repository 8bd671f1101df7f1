namespace HpCovSde.Laws;

/// <summary>What the variance of a shaped smooth network does as time grows.</summary>
public enum LongTimeBehaviour
{
    /// <summary>β &lt; −1: V converges in distribution to a Gamma law.</summary>
    Stationary,

    /// <summary>−1 ≤ β ≤ 0: V tends to 0 (in probability at β = −1, else almost surely) and never explodes.</summary>
    Vanishes,

    /// <summary>β &gt; 0: with a probability in (0, 1) V becomes infinite in finite time. Otherwise it tends to 0.</summary>
    ExplodesOrVanishes,
}
