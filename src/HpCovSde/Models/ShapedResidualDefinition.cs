namespace HpCovSde.Models;

/// <summary>The shaped residual network of one paper or another. They differ in c and in where they begin.</summary>
public enum ShapedResidualDefinition
{
    /// <summary>c = 1/E φ(g)², which keeps E V^{aa}; V_0 is the Gram matrix of the inputs. Noci et al. 2023 (arXiv 2306.17759).</summary>
    Noci,

    /// <summary>
    /// c = 1, and Y_0 = W_in x is drawn, as printed in Hayou 2023 (arXiv 2310.01683), Prop. 4. Variances grow like e^{(1 − β²)√L} with the
    /// shape of that paper, so that there is no limit of infinite depth.
    /// </summary>
    Hayou,

    /// <summary><see cref="Hayou"/> with c = 1/E φ(g)², which keeps E V^{aa}.</summary>
    HayouCritical,
}
