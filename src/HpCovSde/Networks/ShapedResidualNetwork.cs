using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A residual network whose branch is a layer of its own and whose skip connection is damped, at initialisation, without biases:
/// <code>
/// Y_l = λ Y_{l−1} + γ √(c/n) W_l φ(n^−1/2 W̃_l Y_{l−1}),   λ² + γ² = 1,   W_l, W̃_l iid N(0, 1),   l = 1 … d,
/// V_l^{ab} = ⟨Y_l^a, Y_l^b⟩/n,   V_0^{ab} = ⟨x^a, x^b⟩/n_in.
/// </code>
/// (V_l) is a Markov chain. Given V, the n hidden neurons h_i are iid N(0, V). Given these, the rows of the branch are iid N(0, R), R =
/// (c/n) Σ φ(h_i) φ(h_i)ᵀ. A rotation of the rows of Y changes no law, so Y may be taken as √n Lᵀ above zeros, V = LLᵀ. Hence a layer takes
/// 2n·m normals and no weights.
/// Sources: Noci, Li, Li, He, Hofmann, Maddison, Roy 2023 (arXiv 2306.17759), with c = 1/E φ(g)² and a shaped ReLU; Hayou 2023 (arXiv
/// 2310.01683), Prop. 4, with λ = β, c = 1, the slopes 1 + L^−1/2 and 1, and Y_0 = W_in x drawn (<see cref="DrawsInput"/>).
/// </summary>
/// <remarks>
/// Its limits of width and depth do not commute: with shaped ReLUs and d/n fixed, V_l tends to the solution of a covariance SDE.
/// </remarks>
public sealed class ShapedResidualNetwork : IChain, IReducibleChain
{
    /// <summary>A network of a given activation.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="depth">d ≥ 1.</param>
    /// <param name="activation">φ.</param>
    /// <param name="branch">γ in (0, 1]; 1 leaves no skip connection.</param>
    /// <param name="normalization">c &gt; 0; null takes <see cref="Activation.Normalization"/>, which keeps E V^{aa}.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Width or depth is not positive, γ is not in (0, 1], or c is not positive and finite.
    /// </exception>
    public ShapedResidualNetwork(int width, int depth, ReluFamily activation, double branch, double? normalization = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentNullException.ThrowIfNull(activation);
        if (!(branch > 0 && branch <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(branch), branch, "The branch's scale γ must be greater than 0 and at most 1.");
        }

        if (normalization is double c && !(c > 0 && double.IsFinite(c)))
        {
            throw new ArgumentOutOfRangeException(nameof(normalization), c, "The normalisation c must be finite and greater than 0.");
        }

        Width = width;
        Depth = depth;
        Activation = activation;
        Branch = branch;
        Normalization = normalization ?? activation.Normalization;
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>d.</summary>
    public int Depth { get; }

    /// <summary>φ.</summary>
    public ReluFamily Activation { get; }

    /// <summary>γ.</summary>
    public double Branch { get; }

    /// <summary>λ = √(1 − γ²).</summary>
    public double Skip => Math.Sqrt((1 - Branch) * (1 + Branch));

    /// <summary>c.</summary>
    public double Normalization { get; }

    /// <summary>Whether Y_0 = W_in x with W_in iid N(0, 1/n_in) is drawn; otherwise V_0 is the Gram matrix of the inputs.</summary>
    public bool DrawsInput { get; init; }

    /// <summary>The shape that made the activation, if there is one; what the limit depends on.</summary>
    public ReluShape? Shape { get; private init; }

    int IChain.Steps => Depth;

    double IChain.TimePerStep => 1.0 / Width;

    bool IReducibleChain.IsHomogeneous => Activation.IsHomogeneous;

    bool IReducibleChain.Takes(int inputs) => true;

    uint IChain.StreamPurpose => StreamMap.Purposes.ShapedResidualNetwork;

    /// <summary>A network with a shaped ReLU: s₊ = 1 + c₊ n^−p, s₋ = 1 + c₋ n^−p, and c = 1/E φ(g)².</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Width or depth is not positive, γ is not in (0, 1], or a constant is not finite.
    /// </exception>
    public static ShapedResidualNetwork ShapedRelu(int width, int depth, double cPlus, double cMinus, double branch, double exponent = 0.5)
    {
        var shape = new ReluShape(cPlus, cMinus, exponent);
        return new(width, depth, shape.At(width), branch) { Shape = shape };
    }

    /// <summary>This network with another <see cref="DrawsInput"/>.</summary>
    /// <param name="input">Whether Y_0 is drawn.</param>
    internal ShapedResidualNetwork Drawing(bool input) =>
        new(Width, Depth, Activation, Branch, Normalization) { Shape = Shape, DrawsInput = input };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// There are more inputs than neurons, whose Y has no such form, or more than <see cref="FeedforwardNetwork.LargestWideInputs"/>.
    /// </exception>
    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(blas);
        int largest = Math.Min(Width, FeedforwardNetwork.LargestWideInputs);
        if (start.Size > largest)
        {
            throw new ArgumentException(
                $"A shaped residual network of width {Width} takes at most {Wording.Count(largest, "input")} "
                + $"(no more than neurons, and no more than {FeedforwardNetwork.LargestWideInputs}), not {start.Size}.",
                nameof(start));
        }

        long segments = 2 * StandardNormals.Segments((long)Width * start.Size);
        ITransition<T> layers = segments <= StandardNormals.SegmentsPerStream
            ? new WideShapedResidual<T, PiecewiseLinear<T>>(start, this, new(Activation))
            : throw new ArgumentException(
                $"A layer of width {Width} with {Wording.Count(start.Size, "input")} needs {segments} segments of normals; "
                + $"one random stream has {StandardNormals.SegmentsPerStream}.",
                nameof(start));
        return DrawsInput ? new DrawnInput<T>(layers, start, new(Width, 1, LayerShape.UnitsOf(Activation))) : layers;
    }
}
