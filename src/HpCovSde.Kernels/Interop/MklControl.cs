using System.Runtime.InteropServices;
using System.Text;

namespace HpCovSde.Kernels.Interop;

/// <summary>Prepares MKL: sequential, 32-bit integers, and the same bits whatever the alignment of the arguments.</summary>
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

    /// <summary>Must run before any product, and once.</summary>
    /// <returns>The mode in words; or the reason why MKL cannot be used.</returns>
    internal static (string? Mode, string? Refusal) Prepare()
    {
        // Sequential needs no other library; the OpenMP layers end the process where their runtime is not loaded.
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
    /// Conditional numerical reproducibility. Strict branches give the same bits on every processor that has them, but MKL offers
    /// branches by name on Intel's processors only. AUTO gives the same bits whenever the processor is the same; without any mode they
    /// change with the alignment of the arguments.
    /// </summary>
    /// <remarks>
    /// COMPATIBLE would give the same bits on every processor, but at a quarter of the speed: on an AMD EPYC (Zen 4), MKL 2020.4, dgemm of
    /// 500×500 at 7 GFLOP/s, with AUTO 31.
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
                return $"mode {GetReproducibility(AllOfMode)} (MKL was already in use in this process and does not change it: status {status})";
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
