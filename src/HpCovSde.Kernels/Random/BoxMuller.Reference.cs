namespace HpCovSde.Kernels.Random;

internal static partial class BoxMuller
{
    /// <summary>The pair of normals from two 64-bit words, in scalar code.</summary>
    internal static (double Z0, double Z1) Reference(ulong radiusWord, ulong angleWord)
    {
        double u = OneToTwo(radiusWord) - OneMinusHalfUlp;
        ulong bits = BitConverter.DoubleToUInt64Bits(u);
        int sixteenth = (int)(bits >> 48) & 15;
        double r = Math.FusedMultiplyAdd(OneToTwo(bits), ReciprocalsDouble[sixteenth], -1);
        double square = Math.FusedMultiplyAdd((int)(bits >> 52) - 1023, MinusTwoLn2Double, LogarithmsDouble[sixteenth]);
        double even = Horner(r * r, [Log.D6, Log.D4, Log.D2, Log.D0]);
        double odd = Horner(r * r, [Log.D7, Log.D5, Log.D3, Log.D1]);
        square = Math.FusedMultiplyAdd(r, Math.FusedMultiplyAdd(odd, r, even), square);
        double radius = Math.Sqrt(Math.Max(square, LeastSquareDouble));

        double t = OneToTwo(angleWord) - 1.5;
        double z = t * t;
        double sin = radius * t * Horner(z, [Sin.D6, Sin.D5, Sin.D4, Sin.D3, Sin.D2, Sin.D1, Sin.D0]);
        double cos = radius * Horner(z, [Cos.D5, Cos.D4, Cos.D3, Cos.D2, Cos.D1, Cos.D0, 1]);
        cos = angleWord >> 63 == 1 ? -cos : cos;
        return ((angleWord >> ExchangeBitDouble) & 1) == 1 ? (sin, cos) : (cos, sin);
    }

    /// <summary>The pair of normals from two 32-bit words, in scalar code.</summary>
    internal static (float Z0, float Z1) Reference(uint radiusWord, uint angleWord)
    {
        float u = float.FusedMultiplyAdd((int)(radiusWord >> 1), TwoToMinus31, TwoToMinus32);
        uint bits = BitConverter.SingleToUInt32Bits(u);
        int sixteenth = (int)(bits >> 19) & 15;
        float mantissa = BitConverter.UInt32BitsToSingle((bits & 0x007F_FFFF) | 0x3F80_0000);
        float r = float.FusedMultiplyAdd(mantissa, ReciprocalsSingle[sixteenth], -1);
        float square = float.FusedMultiplyAdd((int)(bits >> 23) - 127, MinusTwoLn2Single, LogarithmsSingle[sixteenth]);
        square = float.FusedMultiplyAdd(r, Horner(r, [Log.S3, Log.S2, Log.S1, Log.S0]), square);
        float radius = MathF.Sqrt(MathF.Max(square, LeastSquareSingle));

        float t = (int)angleWord * TwoToMinus32;
        float z = t * t;
        float sin = radius * t * Horner(z, [Sin.S3, Sin.S2, Sin.S1, Sin.S0]);
        float cos = radius * Horner(z, [Cos.S2, Cos.S1, Cos.S0, 1]);
        cos = (angleWord & 1) == 1 ? -cos : cos;
        return ((radiusWord >> ExchangeBitSingle) & 1) == 1 ? (sin, cos) : (cos, sin);
    }

    private static double OneToTwo(ulong bits) => BitConverter.UInt64BitsToDouble((bits & ((1UL << 52) - 1)) | 0x3FF0_0000_0000_0000);

    private static double Horner(double x, ReadOnlySpan<double> fromTheTop)
    {
        double p = fromTheTop[0];
        foreach (double c in fromTheTop[1..])
        {
            p = Math.FusedMultiplyAdd(p, x, c);
        }

        return p;
    }

    private static float Horner(float x, ReadOnlySpan<float> fromTheTop)
    {
        float p = fromTheTop[0];
        foreach (float c in fromTheTop[1..])
        {
            p = float.FusedMultiplyAdd(p, x, c);
        }

        return p;
    }
}
