namespace HpCovSde.Covariances;

/// <summary>How the differences of inputs are kept, see <see cref="CovarianceBundle{T}"/>. c_a is the reference of an input.</summary>
/// <param name="Own">
/// True if each input is in units of its own standard deviation, w_a = u_a − c_a u_1: for SDEs, and for networks whose activation is
/// homogeneous. False if inputs with a reference are in units of the first, w_a = u_a σ_a/σ_1 − c_a u_1: where the activation is not
/// homogeneous, the difference of the norms takes part in what a layer does, and shrinks together with the angle.
/// </param>
/// <param name="MayOppose">
/// True if inputs may have the reference −1: only where x ↦ −x is a symmetry, so that nearly opposite inputs remain so. That is for odd
/// activations, and for SDEs.
/// </param>
internal readonly record struct DifferenceUnits(bool Own, bool MayOppose)
{
    /// <summary>Of absolute units: the variances in which neurons are computed.</summary>
    internal VarianceRange Range { get; init; } = VarianceRange.Unbounded;

    /// <summary>
    /// Whether φ(w) is the increment of φ from 0 to w, to rounding: then features with and without a reference have one formula.
    /// </summary>
    internal bool FeaturesAreIncrements { get; init; }

    /// <summary>An input has a reference where 1 − |ρ| is below this.</summary>
    internal const double MostOfReference = 0.25;

    /// <summary>In units of the first, an input has a reference only where its norm is at most this times the other.</summary>
    internal const double LargestRatio = 2;

    /// <summary>An input cancels against the first where its square after a layer is below this share of that of the first.</summary>
    internal const double SquaredCancellation = 1.0 / 256;
}
