using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Laws;

namespace HpCovSde.Models;

/// <summary>Finds the difference of slopes, or the time, for a number of the correlation of the first two inputs.</summary>
internal sealed class PairDesign(ModelDocument asked, DesignTarget target, DesignUnknown sought, CancellationToken cancellation)
{
    // The search ends before where the law is not known.
    private const double LargestDifference = 256;
    private const double LongestTime = 256;

    // (s₊ − s₋)²/(π (s₊² + s₋²)) is the largest κ_n/n with a correction, s₊ = 1.
    private static readonly double LargestCorrected = DifferenceOf(PairDrift.LargestKappaOverWidth) * (1 - 1e-12);

    private bool IsMedian => target.Quantity == DesignQuantity.Median;

    /// <summary>Finds it.</summary>
    /// <param name="model">The model, with any value of the unknown.</param>
    internal Answer<Design> Find(ModelSpec model)
    {
        Answer<PairLaws> laws = model.PairLaws();
        if (laws.Value is not { } known)
        {
            return laws.Refusal!;
        }

        // A limit has a time; a network has a depth.
        model = !Design.IsSized(asked) ? model with { Time = known.Time }
            : asked.Time is double time ? WithDepth(model, time)
            : model;

        // The median of 1 − ρ is that of artanh ρ, on whose scale it is solved.
        double value = IsMedian ? CorrelationPoint.OfOneMinusRho(target.Value).FisherZ : target.Value;
        Crossing crossing = sought == DesignUnknown.Time
            ? Crossing.Find(t => Number(known.Of(0, 1, t, cancellation)).Value, value, Crossing.Powers(-10, LongestTime))
            : Crossing.Find(x => Number(WithDifference(model, x)).Value, value, [0, .. Crossing.Powers(-6, Largest(model))]);
        if (double.IsNaN(crossing.Root))
        {
            return IsMedian
                ? DesignRules.Unreached(target, sought, OneMinusRho(crossing.Greatest), OneMinusRho(crossing.Least))
                : DesignRules.Unreached(target, sought, crossing.Least, crossing.Greatest);
        }

        ModelSpec answer = sought == DesignUnknown.Difference ? WithDifference(model, crossing.Root)
            : Design.IsSized(asked) ? WithDepth(model, crossing.Root)
            : model with { Time = crossing.Root };
        ExactValue reached = Number(answer);
        return new Design(asked, target, sought, answer, IsMedian ? OneMinusRho(reached) : reached);
    }

    // With the coefficients of the width κ_n has a maximum, at slopes 1 and −1. A corrected law ends where its series does.
    private static double Largest(ModelSpec model) => model.LimitCoefficients switch
    {
        LimitCoefficients.Matched => 2 * Math.Sqrt(model.Width),
        LimitCoefficients.Corrected => LargestCorrected * Math.Sqrt(model.Width),
        _ => LargestDifference,
    };

    // x with x²/(1 + (1 − x)²) = πy.
    private static double DifferenceOf(double kappaOverWidth)
    {
        double ratio = Math.PI * kappaOverWidth;
        return (Math.Sqrt(ratio * (2 - ratio)) - ratio) / (1 - ratio);
    }

    private static ModelSpec WithDifference(ModelSpec model, double difference) =>
        model with { Activation = ActivationSpec.Shaped(new ReluShape(0, 0 - difference)) };

    private static ModelSpec WithDepth(ModelSpec model, double time)
    {
        double ofLayer = (model with { Time = null, Depth = 1 }).PairLaws().OrThrow().Time;
        return model with { Time = null, Depth = (int)Math.Clamp(Math.Round(time / ofLayer), 1, int.MaxValue) };
    }

    private static double OneMinusRho(double z) => new CorrelationPoint(z).OneMinusRho;

    // d(1 − ρ)/dz = −(1 − ρ)(1 + ρ).
    private static ExactValue OneMinusRho(ExactValue z)
    {
        var point = new CorrelationPoint(z.Value);
        return z with { Value = point.OneMinusRho, Error = z.Error * point.OneMinusRho * point.OnePlusRho };
    }

    private ExactValue Number(ModelSpec model) => Number(model.PairLaws().OrThrow().Of(0, 1, null, cancellation));

    private ExactValue Number(PairLaw law) => IsMedian ? law.Quantile(0.5) : law.MeanRho;
}
