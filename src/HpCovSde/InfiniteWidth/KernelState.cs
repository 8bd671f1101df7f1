namespace HpCovSde.InfiniteWidth;

/// <summary>A kernel on its way through the layers: variances, and δ = 1 − ρ of the pairs a &gt; b, packed by rows.</summary>
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

    /// <summary>A bound of the error of each ρ that truncated expansions and finite steps have made.</summary>
    internal double Error { get; set; }

    internal int Inputs => Variances.Length;

    /// <summary>Where the pairs of row a begin.</summary>
    internal static int Row(int a) => (int)((long)a * (a - 1) / 2);

    internal GramMatrix ToGram() => GramMatrix.FromCorrelations(Variances, (double[])Deltas.Clone());

    /// <summary>The correlations of an input of variance 0 are 0 by convention.</summary>
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
