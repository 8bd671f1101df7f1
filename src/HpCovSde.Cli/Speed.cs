using HpCovSde.Kernels;

namespace HpCovSde.Cli;

/// <summary>What the instructions of the processor mean for the time of a run. Measured on one run: see README.md.</summary>
internal static class Speed
{
    private const string Portable =
        "this processor has no AVX2 and FMA, or the runtime does not use them: a run takes about 13 times as long";

    private const string Scalar = "the runtime uses no vector instructions: a run takes about 30 times as long as with AVX2 and FMA";

    /// <summary>The speed in words.</summary>
    internal static string Description => Warning ?? "vector instructions with FMA, the fast kernels";

    /// <summary>A warning if runs are slow on this processor; otherwise null.</summary>
    internal static string? Warning => WarningOf(Hardware.InstructionSet);

    /// <summary>The warning for a set of instructions.</summary>
    internal static string? WarningOf(string instructionSet) => instructionSet switch
    {
        "portable" => Portable,
        "scalar" => Scalar,
        _ => null,
    };
}
