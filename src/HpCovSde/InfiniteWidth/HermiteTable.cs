using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The coefficients ã_k = √branch a_k(σ)/s of all inputs for one step, where s² is the variance after the step, in groups of eight inputs.
/// Also an estimate of the truncated coefficients.
/// </summary>
internal sealed class HermiteTable
{
    internal const int Group = 8;

    // The series is truncated when the remaining terms have less than this share of Σ k ã_k², the factor from 1 − ρ to 1 − ρ'.
    private const double Negligible = 1.0 / (1L << 54);

    // A share of Σ ã_k²: the coefficients of a constant function that are due to rounding.
    private const double Noise = 1e-22;

    private readonly double[] _values;
    private readonly int _capacity;

    /// <param name="expansion">The activation.</param>
    /// <param name="deviations">σ of each input.</param>
    /// <param name="step">The step.</param>
    /// <param name="basis">The quadrature.</param>
    /// <param name="meanSquares">E φ(σg)² of each input, if they are known better than by the basis.</param>
    /// <param name="workers">The threads.</param>
    internal HermiteTable(
        HermiteExpansion expansion, double[] deviations, KernelStep step, HermiteBasis basis, double[]? meanSquares, KernelWorkers workers)
    {
        int degrees = basis.Degrees;
        Inputs = deviations.Length;
        Offset = expansion.Offset;
        Stride = expansion.Stride;
        _capacity = degrees / Stride;
        int chunks = (Inputs + HermiteExpansion.ChunkInputs - 1) / HermiteExpansion.ChunkInputs;
        int padded = chunks * HermiteExpansion.ChunkInputs;
        _values = new double[(long)padded * _capacity];
        MeanSquares = new double[padded];
        Squares = new double[padded];
        QuadratureErrors = new double[padded];
        Carried = new double[padded];
        TailRoots = new double[padded];
        TailDegrees = new double[padded];
        int[] needed = new int[chunks];
        WorkspaceRequirement scratch = HermiteExpansion.CoefficientRequirement(basis)
            .And(WorkspaceRequirement.Of<double>((long)_capacity * HermiteExpansion.ChunkInputs))
            .And(WorkspaceRequirement.Of<double>(HermiteExpansion.ChunkInputs));
        workers.For(chunks, scratch, (chunk, workspace) =>
        {
            using WorkspaceFrame frame = workspace.Enter();
            Span<double> coefficients = frame.Rent<double>(_capacity * HermiteExpansion.ChunkInputs);
            Span<double> sigmas = frame.Rent<double>(HermiteExpansion.ChunkInputs);
            int first = chunk * HermiteExpansion.ChunkInputs;
            sigmas.Clear();
            deviations.AsSpan(first, Math.Min(HermiteExpansion.ChunkInputs, Inputs - first)).CopyTo(sigmas);
            expansion.Coefficients(basis, sigmas, coefficients, MeanSquares.AsSpan(first, HermiteExpansion.ChunkInputs), workspace);
            SetMeanSquares(first, meanSquares);
            needed[chunk] = Store(first, sigmas, coefficients, step);
        });

        Terms = Math.Max(1, needed.Max());
        Degrees = degrees;
        HasConverged = WouldConvergeWith(degrees);
        HasTail = !HasConverged && degrees == expansion.DegreeLimit;
        FirstLeftOut = Offset + (Stride * Terms);
        double[] gains = new double[Inputs];
        workers.For(Inputs, a => gains[a] = Summarize(a, expansion, basis, deviations[a]));
        Gain = gains.Max();
    }

    internal int Inputs { get; }

    /// <summary>The number of degrees computed.</summary>
    internal int Degrees { get; }

    /// <summary>The number of coefficients kept.</summary>
    internal int Terms { get; }

    /// <summary>The degree of the first coefficient.</summary>
    internal int Offset { get; }

    /// <summary>The difference of consecutive degrees.</summary>
    internal int Stride { get; }

    /// <summary>The degree of the first truncated coefficient.</summary>
    internal int FirstLeftOut { get; }

    /// <summary>Whether the truncated coefficients are below rounding.</summary>
    internal bool HasConverged { get; }

    /// <summary>Whether the truncated coefficients matter and are estimated.</summary>
    internal bool HasTail { get; }

    /// <summary>E φ(σg)² of each input.</summary>
    internal double[] MeanSquares { get; }

    /// <summary>A bound of the error of each ρ and of each variance, relative to it, due to the quadrature.</summary>
    internal double QuadratureError { get; set; }

    /// <summary>How much E φ(σg)² by the basis differs from the better value, relative to it; 0 if there is none.</summary>
    internal double[] QuadratureErrors { get; }

    /// <summary>branch E φ(σg)²/s², the sum of all ã_k².</summary>
    internal double[] Squares { get; }

    /// <summary>√skip σ/s.</summary>
    internal double[] Carried { get; }

    /// <summary>√τ, where τ is the sum of the truncated ã_k².</summary>
    internal double[] TailRoots { get; }

    /// <summary>The mean degree of the truncated coefficients.</summary>
    internal double[] TailDegrees { get; }

    /// <summary>A bound of the growth of an error of δ in this step: the largest of skip σ²/s² + Σ k ã_k².</summary>
    internal double Gain { get; }

    /// <summary>The ã of a group, indexed [term][input].</summary>
    internal ReadOnlySpan<double> Columns(int group) => _values.AsSpan(group * Group * _capacity, Terms * Group);

    /// <summary>ã of an input and a term.</summary>
    internal double this[int input, int term] => _values[((((input / Group) * _capacity) + term) * Group) + (input % Group)];

    /// <summary>
    /// Whether so many degrees are enough: at most three quarters of them are needed, so the series has visibly converged.
    /// </summary>
    internal bool WouldConvergeWith(int degrees) => Terms <= degrees / Stride * 3 / 4;

    private void SetMeanSquares(int first, double[]? meanSquares)
    {
        for (int a = first; meanSquares is not null && a < Math.Min(first + HermiteExpansion.ChunkInputs, Inputs); a++)
        {
            double difference = Math.Abs(MeanSquares[a] - meanSquares[a]);
            QuadratureErrors[a] = meanSquares[a] > 0 ? difference / meanSquares[a] : 0;
            MeanSquares[a] = meanSquares[a];
        }
    }

    // Scales the coefficients and returns how many are needed.
    private int Store(int first, ReadOnlySpan<double> sigmas, ReadOnlySpan<double> coefficients, KernelStep step)
    {
        Span<double> scales = stackalloc double[HermiteExpansion.ChunkInputs];
        for (int i = 0; i < scales.Length; i++)
        {
            double variance = sigmas[i] * sigmas[i];
            double after = first + i < Inputs ? step.VarianceAfter(variance, MeanSquares[first + i]) : 0;
            scales[i] = after > 0 ? ScaleOf(step.Branch, after) : 0;
            Squares[first + i] = after > 0 ? step.Branch * MeanSquares[first + i] / after : 0;
            Carried[first + i] = after > 0 && step.Skip > 0 ? Math.Sqrt(step.Skip * variance / after) : 0;
        }

        int needed = 0;
        const int Groups = HermiteExpansion.ChunkInputs / Group;
        for (int group = 0; group < Groups; group++)
        {
            Span<double> destination = _values.AsSpan(((first / Group) + group) * Group * _capacity, Group * _capacity);
            var scale = Lanes<double>.Load(scales, group);
            Lanes<double> total = 0;
            for (int term = 0; term < _capacity; term++)
            {
                Lanes<double> value = scale * Lanes<double>.Load(coefficients, (term * Groups) + group);
                value.Store(destination, term);
                total = Lanes.MultiplyAdd((double)(Offset + (Stride * term)) * value, value, total);
            }

            Lanes<double> negligible = Lanes.MultiplyAdd(Negligible, total, Noise * Lanes<double>.Load(Squares, (first / Group) + group));
            Lanes<double> rest = 0;
            int kept = _capacity;
            for (; kept > 0; kept--)
            {
                var value = Lanes<double>.Load(destination, kept - 1);
                rest = Lanes.MultiplyAdd((double)(Offset + (Stride * (kept - 1))) * value, value, rest);
                if (Lanes.Any(rest > negligible))
                {
                    break;
                }
            }

            needed = Math.Max(needed, kept);
        }

        return needed;
    }

    // √(branch/after), also where the quotient overflows.
    private static double ScaleOf(double branch, double after)
    {
        double quotient = branch / after;
        return double.IsFinite(quotient) ? Math.Sqrt(quotient) : Math.Sqrt(branch) / Math.Sqrt(after);
    }

    // Sets the tail of an input and returns its gain.
    private double Summarize(int a, HermiteExpansion expansion, HermiteBasis basis, double deviation)
    {
        double squares = 0;
        double slopes = 0;
        for (int term = Terms - 1; term >= 0; term--)
        {
            double value = this[a, term];
            squares += value * value;
            slopes += (Offset + (Stride * term)) * value * value;
        }

        if (HasTail && Squares[a] > 0)
        {
            double tail = Math.Max(0, Squares[a] - squares);
            double slope = Math.Max(slopes, Squares[a] / MeanSquares[a] * expansion.MeanSquareSlope(basis, deviation));
            TailRoots[a] = Math.Sqrt(tail);
            TailDegrees[a] = tail > 0 ? Math.Max(FirstLeftOut, (slope - slopes) / tail) : FirstLeftOut;
            slopes = slope;
        }

        return (Carried[a] * Carried[a]) + slopes;
    }
}
