using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// φ_s(x) = s (φ(x/s + x₀) − φ(x₀))/φ′(x₀): an activation stretched by s about x₀, with the value 0 and the slope 1 at x = 0.
/// </summary>
internal sealed record ReshapedActivation : Activation
{
    private readonly Activation _inner;
    private readonly double _scale;
    private readonly double _center;
    private readonly Jet _atCenter;

    private ReshapedActivation(string name, Activation inner, double scale, double center, Jet atCenter)
        : base(name)
    {
        _inner = inner;
        _scale = scale;
        _center = center;
        _atCenter = atCenter;
    }

    /// <exception cref="ArgumentOutOfRangeException">s is not positive and finite, x₀ not finite, or φ′(x₀) zero or not finite.</exception>
    internal static ReshapedActivation Create(Activation inner, double scale, double center)
    {
        if (!(scale > 0 && double.IsFinite(scale)))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, $"s = {scale}, but it must be finite and greater than 0.");
        }

        if (!double.IsFinite(center))
        {
            throw new ArgumentOutOfRangeException(nameof(center), center, $"x0 = {center}, but it must be finite.");
        }

        Jet atCenter = inner.At(center);
        return double.IsNormal(atCenter.First)
            ? new(FormattableString.Invariant($"{inner.Name} (s = {scale:G6}, x0 = {center:G6})"), inner, scale, center, atCenter)
            : throw new ArgumentOutOfRangeException(
                nameof(center),
                center,
                FormattableString.Invariant($"{inner.Name} has the slope {atCenter.First} at x0 = {center}; the slope must not be 0."));
    }

    public override bool IsOdd => _inner.IsOdd && _center == 0;

    public override IReadOnlyList<double> Kinks => [.. _inner.Kinks.Select(kink => (kink - _center) * _scale)];

    internal override double FeatureScale => _scale * _inner.FeatureScale;

    /// <summary>φ, s and s/φ′(0), if φ is not recentred: φ_s(x) = (s/φ′(0)) φ(x/s).</summary>
    internal (Activation Inner, double Scale, double Gain)? Stretching =>
        _center == 0 && _atCenter.Value == 0 ? (_inner, _scale, _scale / _atCenter.First) : null;

    public override Jet At(double x)
    {
        Jet jet = _inner.At((x / _scale) + _center);
        double slope = _atCenter.First;
        return new(
            _scale * (jet.Value - _atCenter.Value) / slope,
            jet.First / slope,
            jet.Second / (_scale * slope),
            jet.Third / (_scale * _scale * slope));
    }

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) =>
        _inner.Accept(new Visitor<T, TResult>(this, visitor));

    private sealed class Visitor<T, TResult>(ReshapedActivation shape, IKernelVisitor<T, TResult> visitor) : IKernelVisitor<T, TResult>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public TResult Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> =>
            shape._center == 0 && shape._atCenter.Value == 0
                ? visitor.Visit(new Stretched<T, TKernel>(kernel, shape))
                : visitor.Visit(new Centered<T, TKernel>(kernel, shape));
    }

    // The case x₀ = 0 and φ(0) = 0, which includes all odd activations.
    private readonly struct Stretched<T, TKernel>(TKernel kernel, ReshapedActivation shape) : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IActivation<T>
    {
        private readonly TKernel _kernel = kernel;
        private readonly T _shrink = T.CreateTruncating(1 / shape._scale);
        private readonly T _gain = T.CreateTruncating(shape._scale / shape._atCenter.First);
        private readonly T _inverseGain = T.CreateTruncating(shape._atCenter.First / shape._scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Value(Lanes<T> x) => _gain * _kernel.Value(_shrink * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) =>
            _gain * _kernel.Increment(_shrink * x, _inverseGain * value, _shrink * dx);
    }

    // The value is an increment from x₀, so that it is accurate in relative terms near 0.
    private readonly struct Centered<T, TKernel>(TKernel kernel, ReshapedActivation shape) : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IActivation<T>
    {
        private readonly TKernel _kernel = kernel;
        private readonly T _shrink = T.CreateTruncating(1 / shape._scale);
        private readonly T _gain = T.CreateTruncating(shape._scale / shape._atCenter.First);
        private readonly T _inverseGain = T.CreateTruncating(shape._atCenter.First / shape._scale);
        private readonly T _center = T.CreateTruncating(shape._center);
        private readonly T _atCenter = T.CreateTruncating(shape._atCenter.Value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Value(Lanes<T> x) => _gain * _kernel.Increment(_center, _atCenter, _shrink * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => _gain * _kernel.Increment(
            Lanes.MultiplyAdd((Lanes<T>)_shrink, x, _center), Lanes.MultiplyAdd((Lanes<T>)_inverseGain, value, _atCenter), _shrink * dx);
    }
}
