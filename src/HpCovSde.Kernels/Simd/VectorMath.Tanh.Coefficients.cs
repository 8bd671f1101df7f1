namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    // Near zero tanh x = x (1 + z·(C1 + C2 z + …)), z = x². The derivative of the polynomial was fitted to that of tanh,
    // because increments use it too: error of the derivative 2^-54.6, of tanh itself 2^-57.3.
    private static class TanhDouble
    {
        // The limit of z: |x| < 0.45. Beyond it, the polynomial would need one more term for every 0.05.
        public const double NearZero = 0.2025;

        public const double C1 = -0.3333333333333333;
        public const double C2 = 0.1333333333333077;
        public const double C3 = -0.05396825396526506;
        public const double C4 = 0.02186948838858133;
        public const double C5 = -0.008863231627858755;
        public const double C6 = 0.0035920665388070572;
        public const double C7 = -0.0014552268496140076;
        public const double C8 = 0.0005862114124641865;
        public const double C9 = -0.00022417880828584665;
        public const double C10 = 6.268020352116146e-05;

        // At 2|x| = Largest, p is less than 2^-54 (2^-25): adding it to 1 changes nothing.
        public const double Largest = 40;
    }

    // The same; |x| < 0.5, errors 2^-26.0 and 2^-29.9.
    private static class TanhSingle
    {
        public const float NearZero = 0.25f;

        public const float C1 = -0.333333313f;
        public const float C2 = 0.13333064f;
        public const float C3 = -0.0539058708f;
        public const float C4 = 0.0213111397f;
        public const float C5 = -0.00664559845f;

        public const float Largest = 20;
    }
}
