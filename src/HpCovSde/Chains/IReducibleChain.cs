namespace HpCovSde.Chains;

/// <summary>A chain in which an input does not feel how many others equal it: the different inputs can be run alone.</summary>
internal interface IReducibleChain
{
    /// <summary>
    /// Whether an input that is multiplied with a positive number remains so multiplied: then parallel inputs can be run as one, too.
    /// </summary>
    bool IsHomogeneous { get; }

    /// <summary>Whether the chain, as it is, takes so many inputs.</summary>
    bool Takes(int inputs);
}
