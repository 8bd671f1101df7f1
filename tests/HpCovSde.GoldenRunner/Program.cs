using HpCovSde.GoldenRunner;
using HpCovSde.Kernels;

// One fact or hash per line, "name=value". The width matrix runs this in child processes whose runtime is told to leave out
// instructions, and holds the hashes to each other.
foreach ((string name, bool isSupported) in Hardware.Features)
{
    Console.WriteLine($"fact {name}={isSupported}");
}

foreach ((string name, string hash) in Golden.NormalsHashes().Concat(Golden.NetworkHashes()).Concat(Golden.SdeHashes()))
{
    Console.WriteLine($"hash {name}={hash}");
}
