using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>An activation applied to spans, by its kernel. Quadratures use it to evaluate many points at once.</summary>
internal abstract class SpanFunction
{
    private SpanFunction()
    {
    }

    internal static SpanFunction Of(Activation activation) => activation.Accept(new Visitor());

    /// <summary>x[i] ← φ(x[i]). Does not allocate.</summary>
    /// <param name="x">The values. Their number must be a multiple of <see cref="Lanes{T}.Count"/>.</param>
    internal abstract void Apply(Span<double> x);

    private sealed class Visitor : IKernelVisitor<double, SpanFunction>
    {
        public SpanFunction Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<double> => new Kernel<TKernel>(kernel);
    }

    private sealed class Kernel<TKernel>(TKernel kernel) : SpanFunction
        where TKernel : struct, IActivation<double>
    {
        private readonly TKernel _kernel = kernel;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override void Apply(Span<double> x)
        {
            TKernel function = _kernel;
            for (int row = 0; row < x.Length / Lanes<double>.Count; row++)
            {
                function.Value(Lanes<double>.Load(x, row)).Store(x, row);
            }
        }
    }
}
