using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels;

/// <summary>What the processor offers to the kernels.</summary>
public static class Hardware
{
    /// <summary>
    /// "avx512" or "avx2" (with FMA); "portable" if only other vector instructions are available, "scalar" if none are. The results do not
    /// depend on it; the speed does.
    /// </summary>
    public static string InstructionSet =>
        Avx512F.IsSupported && Avx512DQ.IsSupported ? "avx512"
        : Avx2.IsSupported && Fma.IsSupported ? "avx2"
        : Vector128.IsHardwareAccelerated ? "portable" : "scalar";

    /// <summary>Every instruction set extension that matters to the kernels, with whether the runtime may use it.</summary>
    public static IReadOnlyList<(string Name, bool IsSupported)> Features { get; } =
    [
        ("Avx2", Avx2.IsSupported),
        ("Fma", Fma.IsSupported),
        ("Avx512F", Avx512F.IsSupported),
        ("Avx512DQ", Avx512DQ.IsSupported),
        ("Avx512BW", Avx512BW.IsSupported),
        ("Avx512Vbmi", Avx512Vbmi.IsSupported),
        ("Vector512.IsHardwareAccelerated", Vector512.IsHardwareAccelerated),
    ];
}
