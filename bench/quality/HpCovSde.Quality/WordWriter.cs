using System.Runtime.InteropServices;

namespace HpCovSde.Quality;

/// <summary>Writes 32-bit words, low byte first, in blocks of 64 KB.</summary>
internal sealed class WordWriter(Stream stream)
{
    private readonly uint[] _block = new uint[1 << 14];
    private int _count;

    internal void Add(uint word)
    {
        _block[_count++] = word;
        if (_count == _block.Length)
        {
            stream.Write(MemoryMarshal.AsBytes<uint>(_block));
            _count = 0;
        }
    }
}
