namespace HpCovSde;

/// <summary>A sum of two terms of which one may cancel the other, with the rounding error that decides whether its sign is known.</summary>
/// <param name="First">A term.</param>
/// <param name="Second">The other one.</param>
internal readonly record struct CancellingSum(double First, double Second)
{
    // A term has the rounding errors of a derivative of φ at x₀, of x₀ itself and of a few products.
    private const double RelativeError = 16 * 2.220446049250313e-16;

    /// <summary>A bound on the rounding error of the sum.</summary>
    internal double Error => RelativeError * Size;

    /// <summary>The sum of the magnitudes.</summary>
    internal double Size => Math.Abs(First) + Math.Abs(Second);

    /// <summary>The sum; 0 if it is within its rounding error, for then its sign is not known.</summary>
    internal double Value => Math.Abs(First + Second) > Error ? First + Second : 0;
}
