using HpCovSde.GoldenRunner;
using HpCovSde.Kernels;

// Writes one fact or hash per line, "name=value". WidthMatrixTests runs this program with some instruction sets disabled and compares the
// hashes.
foreach ((string name, bool isSupported) in Hardware.Features)
{
    Console.WriteLine($"fact {name}={isSupported}");
}

foreach ((string name, string hash) in Golden.NormalsHashes().Concat(Golden.NetworkHashes()).Concat(Golden.SdeHashes()))
{
    Console.WriteLine($"hash {name}={hash}");
}
