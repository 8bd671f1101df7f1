namespace HpCovSde.Throughput;

/// <summary>
/// Two inputs of a replica, A = V^{aa} and B = V^{bb}, whose common scale e^s, s ~ N(0, v), is independent of all else. Functions of A
/// and B are their means given all but s, which vary less. v is 0 where no scale is known.
/// </summary>
internal readonly record struct PairSample(double LogA, double LogB, double Rho, double S, double V)
{
    /// <summary>E[log A | all but s].</summary>
    internal double MeanLogA => LogA - S;

    /// <summary>E[log B | all but s].</summary>
    internal double MeanLogB => LogB - S;

    /// <summary>E[A | all but s].</summary>
    internal double A => Math.Exp(LogA - S + (V / 2));

    /// <summary>E[B | all but s].</summary>
    internal double B => Math.Exp(LogB - S + (V / 2));

    /// <summary>E[A B | all but s].</summary>
    internal double AB => Math.Exp(LogA + LogB - (2 * S) + (2 * V));

    /// <summary>E[V^{ab} | all but s].</summary>
    internal double Covariance => Rho * Math.Exp(((LogA + LogB) / 2) - S + (V / 2));
}
