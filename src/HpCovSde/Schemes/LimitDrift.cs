using System.Numerics;
using HpCovSde.Dynamics;

namespace HpCovSde.Schemes;

/// <summary>The drifts of the covariance limits, as the schemes need them.</summary>
internal static class LimitDrift
{
    /// <summary>κ; 0 where the drift is another one.</summary>
    internal static double Kappa(LimitProcess limit) => limit switch
    {
        CovarianceSde sde => sde.Kappa,
        CovarianceFlow flow => flow.Kappa,
        _ => 0,
    };

    /// <summary>The flow of a drift over a time; null where there is no drift.</summary>
    internal static DriftFlow<T>? Flow<T>(LimitProcess limit, int inputs, double time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => limit switch
        {
            SmoothCovarianceSde sde => new SmoothDriftFlow<T>(inputs, sde.Drift, time),
            SmoothCovarianceFlow flow => new SmoothDriftFlow<T>(inputs, flow.Drift, time),
            _ => Kappa(limit) is > 0 and var kappa ? new ArcCosineDriftFlow<T>(inputs, kappa * time) : null,
        };
}
