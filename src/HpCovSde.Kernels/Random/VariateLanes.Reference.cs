using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

public ref partial struct VariateLanes
{
    /// <summary>
    /// Variate <paramref name="index"/> of one replica as a χ²_ν, in scalar code: the definition that the lanes equal bit for bit.
    /// </summary>
    internal static double ChiSquareReference(RandomStream stream, uint firstSegment, int index, double degrees)
    {
        if (degrees == 0)
        {
            return 0;
        }

        double half = 0.5 * degrees;
        double shape = half < 1 ? half + 1 : half;
        double gamma = FirstAcceptedReference(stream, firstSegment, index, normals => GammaProposal.Reference(shape, normals));
        if (half < 1)
        {
            long boost = (OwnSegmentReference(firstSegment, index) + (SegmentsOfVariate / 2)) * StandardNormals.SegmentLength;
            double z0 = StandardNormals.Reference<double>(stream, boost);
            double z1 = StandardNormals.Reference<double>(stream, boost + 1);
            gamma *= VectorMath.ExpReference(-(0.5 * Math.FusedMultiplyAdd(z0, z0, z1 * z1) / half));
        }

        return gamma + gamma;
    }

    /// <summary>The same variate as <see cref="LogNonCentralChiSquare"/>.</summary>
    internal static double LogNonCentralChiSquareReference(RandomStream stream, uint firstSegment, int index, int degrees, double sigma)
    {
        double across = ChiSquareReference(stream, firstSegment, index, degrees - 1.0);
        double along = FirstAttempt(stream, firstSegment, index)[1];
        double first = Math.FusedMultiplyAdd(sigma, along, 1);
        double rest = sigma * across * sigma;
        double square = Math.FusedMultiplyAdd(first, first, rest);
        double excess = Math.FusedMultiplyAdd(sigma, along * (first + 1), rest);
        return square > 0.5 ? VectorMath.Log1pReference(excess) : VectorMath.LogReference(square);
    }

    /// <summary>The same variate as <see cref="Binomial"/>.</summary>
    internal static double BinomialReference(RandomStream stream, uint firstSegment, int index, int trials)
    {
        if (trials >= BinomialProposal.LeastTrials)
        {
            var proposal = new BinomialProposal(trials);
            return FirstAcceptedReference(stream, firstSegment, index, normals => proposal.Reference(normals));
        }

        int count = 0;
        for (int bit = 0; bit < trials; bit++)
        {
            ulong word = StandardNormals.WordReference(stream, FirstAttemptReference(firstSegment, index) + (bit / 64));
            count += (int)(word >> (bit % 64)) & 1;
        }

        return count;
    }

    private static double FirstAcceptedReference(RandomStream stream, uint firstSegment, int index, Func<double[], double?> proposal)
    {
        double? value = proposal(FirstAttempt(stream, firstSegment, index));
        long next = OwnSegmentReference(firstSegment, index) * StandardNormals.SegmentLength;
        for (; value is null; next += RowsOfVariate)
        {
            value = proposal(Attempt(stream, next));
        }

        return value.Value;
    }

    private static double[] FirstAttempt(RandomStream stream, uint firstSegment, int index) =>
        Attempt(stream, FirstAttemptReference(firstSegment, index));

    private static double[] Attempt(RandomStream stream, long first) =>
        [.. Enumerable.Range(0, RowsOfVariate).Select(i => StandardNormals.Reference<double>(stream, first + i))];

    private static long FirstAttemptReference(uint firstSegment, int index) =>
        (firstSegment * (long)StandardNormals.SegmentLength) + (RowsOfVariate * index);

    private static long OwnSegmentReference(uint firstSegment, int index) => firstSegment + ((index + 1L) * SegmentsOfVariate);
}
