namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A number that the just-in-time compiler sees as a constant, so that one body of code serves several tile sizes.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct Count4 : ICount
{
    public static int Value => 4;
}

internal readonly struct Count6 : ICount
{
    public static int Value => 6;
}

internal readonly struct Count8 : ICount
{
    public static int Value => 8;
}

internal readonly struct Count12 : ICount
{
    public static int Value => 12;
}
