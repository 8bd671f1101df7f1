namespace HpCovSde.Benchmarks;

/// <summary>The inputs of the benchmarks: norm 1, correlation 0.3 between any two.</summary>
internal static class Inputs
{
    internal static GramMatrix Of(int count)
    {
        var gram = new double[count, count];
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                gram[a, b] = a == b ? 1 : 0.3;
            }
        }

        return GramMatrix.FromMatrix(gram);
    }
}
