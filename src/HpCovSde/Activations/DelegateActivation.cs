using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>An activation given by a delegate of the user.</summary>
internal sealed record DelegateActivation : Activation
{
    private readonly Func<Jet, Jet> _function;
    private readonly double[] _kinks;
    private readonly bool _isOdd;

    internal DelegateActivation(string name, Func<Jet, Jet> function, IReadOnlyList<double> kinks, bool isOdd)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
        _kinks = [.. kinks];
        _isOdd = isOdd;
        foreach (double kink in _kinks)
        {
            if (!double.IsFinite(kink))
            {
                throw new ArgumentException($"{name} has a kink at {kink}, but kinks must be finite.", nameof(kinks));
            }
        }

        foreach (double x in (double[])[0, 1e-3, 0.7, 3])
        {
            if (isOdd && Apply(-x) != -Apply(x))
            {
                throw new ArgumentException(
                    $"{name} is {Apply(x)} at {x} and {Apply(-x)} at {-x}, so it is not odd.", nameof(isOdd));
            }
        }
    }

    public override bool IsOdd => _isOdd;

    public override IReadOnlyList<double> Kinks => WithKinkAtZero(_kinks);

    public override Jet At(double x) => _function(Jet.Variable(x));

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(new Kernel<T>(_function));

    private readonly struct Kernel<T>(Func<Jet, Jet> function) : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Below this the Taylor series of third order is used; above it the difference is as accurate.
        private const double Small = 1e-4;

        public Lanes<T> Value(Lanes<T> x)
        {
            Span<T> lanes = stackalloc T[Lanes<T>.Count];
            x.Store(lanes, 0);
            foreach (ref T lane in lanes)
            {
                lane = T.CreateTruncating(At(double.CreateTruncating(lane)).Value);
            }

            return Lanes<T>.Load(lanes, 0);
        }

        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx)
        {
            Span<T> lanes = stackalloc T[Lanes<T>.Count];
            x.Store(lanes, 0);
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane] = T.CreateTruncating(Growth(double.CreateTruncating(lanes[lane]), double.CreateTruncating(dx[lane])));
            }

            return Lanes<T>.Load(lanes, 0);
        }

        private Jet At(double x) => function(Jet.Variable(x));

        private double Growth(double x, double dx)
        {
            Jet here = At(x);
            return Math.Abs(dx) < Small
                ? dx * (here.First + (dx / 2 * (here.Second + (dx / 3 * here.Third))))
                : At(x + dx).Value - here.Value;
        }
    }
}
