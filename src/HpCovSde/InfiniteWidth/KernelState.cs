namespace HpCovSde.InfiniteWidth;

/// <summary>The state of a kernel between two layers: the variances, and δ = 1 − ρ of the pairs a &gt; b, packed by rows.</summary>
internal sealed class KernelState
{
    internal KernelState(GramMatrix inputs)
    {
        Variances = new double[inputs.Size];
        for (int a = 0; a < Variances.Length; a++)
        {
            Variances[a] = inputs.Variance(a);
        }

        Deltas = inputs.OneMinusCorrelations();
    }

    internal double[] Variances { get; }

    internal double[] Deltas { get; set; }

    /// <summary>A bound of the error of each ρ due to truncated expansions and finite steps.</summary>
    internal double Error { get; set; }

    internal int Inputs => Variances.Length;

    /// <summary>The index of the first pair of row a.</summary>
    internal static int Row(int a) => (int)((long)a * (a - 1) / 2);

    internal GramMatrix ToGram() => GramMatrix.FromCorrelations(Variances, (double[])Deltas.Clone());

    /// <summary>Sets the correlations of inputs of variance 0 to 0, by convention.</summary>
    internal void ResetZeroInputs()
    {
        for (int a = 0; a < Inputs; a++)
        {
            if (Variances[a] > 0)
            {
                continue;
            }

            Deltas.AsSpan(Row(a), a).Fill(1);
            for (int c = a + 1; c < Inputs; c++)
            {
                Deltas[Row(c) + a] = 1;
            }
        }
    }

    /// <exception cref="ArithmeticException">A variance is not finite.</exception>
    internal void CheckFinite(int step)
    {
        int bad = Array.FindIndex(Variances, variance => !double.IsFinite(variance));
        if (bad >= 0)
        {
            throw new ArithmeticException($"The variance of input {bad + 1} becomes {Variances[bad]} in step {step}.");
        }
    }
}
