using HpCovSde.Activations;
using HpCovSde.Laws;

namespace HpCovSde.Models;

/// <summary>Finds a, or the time, for a number of the variance of the first input of a shaped smooth network.</summary>
internal sealed class VarianceDesign(ModelDocument asked, DesignTarget target, DesignUnknown sought, CancellationToken cancellation)
{
    // Powers of 2: the least and the greatest β, and the greatest one by a time.
    private const int LeastBeta = -40;
    private const double GreatestBeta = 1e12;
    private const double GreatestBetaByTime = 1e6;
    private const double LongestTime = 256;

    // Of the law of the time of an explosion (SmoothStability.ExplosionTimeCdf).
    private const double LargestExactBeta = 30;
    private const double ErrorByTime = 1e-6;
    private const double ErrorOfLargeBeta = 1e-4;

    // A root is within this part of that of the rough law, or it is searched for again.
    private const double LargestCorrection = 0.2;

    private const string NoExplosion = "variances do not explode, because beta is 0 or less; allowed: an activation with beta > 0";

    /// <summary>Finds it.</summary>
    /// <param name="model">The model, with a = 1 if it is to be found.</param>
    internal Answer<Design> Find(ModelSpec model)
    {
        Answer<VarianceStability> answer = model.Stability();
        return answer.Value is not { } stability ? answer.Refusal!
            : target.Quantity == DesignQuantity.Stationary ? Stationary(model, stability)
            : !stability.Explodes ? Never(model, NoExplosion)
            : sought == DesignUnknown.Time ? ExplosionInTime(model, stability)
            : Explosion(model, stability.Beta);
    }

    // The mean is 1 − 1/|β|, and β is that of a = 1 over a².
    private Answer<Design> Stationary(ModelSpec model, VarianceStability stability) => stability is { Beta: < 0, CriticalBeta: not 0.0 }
        ? Done(WithA(model, Math.Sqrt(-stability.Beta * (1 - target.Value))))
        : Never(model, "variances have no stationary law, because beta is 0 or more; allowed: an activation with beta < 0");

    private Answer<Design> ExplosionInTime(ModelSpec model, VarianceStability stability) => Answer(
        Crossing.Find(
            (t, isRough) => ByTime(stability, model, t, isRough), target.Value, Crossing.Powers(-10, LongestTime), LargestCorrection),
        root => model with { Time = root });

    // Fewer variances explode by a time than ever, so that β is then larger.
    private Answer<Design> Explosion(ModelSpec model, double betaOfOne)
    {
        double variance = model.Start.Variance(0);
        Crossing crossing = Crossing.Find(
            beta => new VarianceStability(beta).ExplosionProbability(variance), target.Value, Crossing.Powers(LeastBeta, GreatestBeta));
        if (model.Time is double time && !double.IsNaN(crossing.Root))
        {
            crossing = Crossing.Find(
                (beta, isRough) => ByTime(new VarianceStability(beta), model, time, isRough),
                target.Value,
                Crossing.Powers((int)Math.Floor(Math.Log2(crossing.Root)), GreatestBetaByTime),
                LargestCorrection);
        }

        return Answer(crossing, root => WithA(model, Math.Sqrt(betaOfOne / root)));
    }

    private double ByTime(VarianceStability stability, ModelSpec model, double time, bool isRough = false)
    {
        cancellation.ThrowIfCancellationRequested();
        return stability.ExplosionProbability(model.Start.Variance(0), time, isRough);
    }

    private Answer<Design> Answer(Crossing crossing, Func<double, ModelSpec> found) => double.IsNaN(crossing.Root)
        ? DesignRules.Unreached(target, sought, crossing.Least, crossing.Greatest)
        : Done(found(crossing.Root));

    private Answer<Design> Done(ModelSpec model) => new Design(asked, target, sought, model, Reached(model));

    private ExactValue Reached(ModelSpec model)
    {
        VarianceStability stability = model.Stability().OrThrow();
        double value = target.Quantity == DesignQuantity.Stationary ? stability.Stationary?.Mean ?? double.NaN
            : model.Time is double time ? ByTime(stability, model, time)
            : stability.ExplosionProbability(model.Start.Variance(0));
        return new(value, target.Quantity == DesignQuantity.Stationary || model.Time is null ? Math.ScaleB(value, -50)
            : stability.Beta <= LargestExactBeta ? ErrorByTime
            : ErrorOfLargeBeta);
    }

    private static ModelSpec WithA(ModelSpec model, double a) => model with
    {
        Activation = ActivationSpec.Shaped(new SmoothShape(model.Activation.Function, a, center: model.Activation.Center ?? 0)),
    };

    private Refusal Never(ModelSpec model, string reason) =>
        new("target", name => $"{name("target")}: '{target}' given with {name("activation")} {model.Activation.Name}: {reason}");
}
