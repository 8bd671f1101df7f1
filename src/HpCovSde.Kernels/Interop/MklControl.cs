using System.Runtime.InteropServices;
using System.Text;

namespace HpCovSde.Kernels.Interop;

/// <summary>Prepares MKL: sequential, 32-bit integers, and the same bits for any alignment of the arguments.</summary>
internal static unsafe partial class MklControl
{
    private const int Sequential = 1;
    private const int WideIntegers = 1;
    private const int Strict = 0x10000;
    private const int AllOfMode = ~0;
    private const int UnsupportedBranch = -3;
    private const int Success = 0;

    private static readonly (string Name, int Code)[] Branches =
    [
        ("AVX512, strict", 12 | Strict),
        ("AVX2, strict", 10 | Strict),
        ("AUTO", 2),
        ("COMPATIBLE", 3),
    ];

    /// <summary>Must run once, before any product.</summary>
    /// <returns>The mode in words, or the reason why MKL cannot be used.</returns>
    internal static (string? Mode, string? Refusal) Prepare()
    {
        // The sequential layer needs no other library. The OpenMP layers end the process if their runtime is not loaded.
        int layer = SetThreadingLayer(Sequential);
        if (layer != Sequential)
        {
            return (null, $"MKL was already in use in this process with threading layer {layer}; it must be sequential (1)");
        }

        int integers = SetInterfaceLayer(0);
        return (integers & WideIntegers) != 0
            ? (null, "MKL was already in use in this process with 64-bit integers (ILP64); it must be with 32-bit ones (LP64)")
            : ($"sequential, CNR {PinBits()}", null);
    }

    internal static string Version()
    {
        const int Length = 256;
        byte* text = stackalloc byte[Length];
        new Span<byte>(text, Length).Clear();
        GetVersionString(text, Length - 1);
        return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Trim();
    }

    /// <summary>
    /// Sets conditional numerical reproducibility (CNR). Strict branches give the same bits on every processor that supports them, but
    /// MKL offers named branches on Intel processors only. AUTO gives the same bits on the same processor. Without CNR the bits change
    /// with the alignment of the arguments.
    /// </summary>
    /// <remarks>
    /// COMPATIBLE gives the same bits on every processor, but at a quarter of the speed: dgemm of 500×500 at 7 GFLOP/s, against 31 with
    /// AUTO (AMD EPYC, Zen 4, MKL 2020.4).
    /// </remarks>
    private static string PinBits()
    {
        string refused = "";
        foreach ((string name, int code) in Branches)
        {
            int status = SetReproducibility(code);
            if (status == Success)
            {
                return refused.Length == 0 ? name : $"{name} ({refused})";
            }

            if (status != UnsupportedBranch)
            {
                int mode = GetReproducibility(AllOfMode);
                return $"mode {mode} (MKL was already in use in this process and does not change its mode: status {status})";
            }

            refused = $"{(refused.Length == 0 ? "refused on this processor: " : $"{refused}; ")}{name}";
        }

        return $"off ({refused})";
    }

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "MKL_Set_Threading_Layer")]
    private static partial int SetThreadingLayer(int code);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "MKL_Set_Interface_Layer")]
    private static partial int SetInterfaceLayer(int code);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "MKL_CBWR_Set")]
    private static partial int SetReproducibility(int mode);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "MKL_CBWR_Get")]
    private static partial int GetReproducibility(int option);

    [LibraryImport(NativeLibraries.Mkl, EntryPoint = "MKL_Get_Version_String")]
    private static partial void GetVersionString(byte* buffer, int length);
}
