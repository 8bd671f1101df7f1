using System.Diagnostics;
using System.Globalization;
using HpCovSde;
using HpCovSde.Ensembles;
using HpCovSde.Networks;
using HpCovSde.Statistics;

// HpCovSde.Throughput <conditional|explicit> <single|double> <width> <depth> <threads> <replicas> <seed>
// Finite networks per second of this library, after a warm-up run of the same size: one JSON line, to be read by bench/peers/run.
if (args.Length != 7)
{
    Console.Error.WriteLine("usage: HpCovSde.Throughput <conditional|explicit> <single|double> <width> <depth> <threads> <replicas> <seed>");
    return 2;
}

WeightSampling sampling = Enum.Parse<WeightSampling>(args[0], ignoreCase: true);
Precision precision = Enum.Parse<Precision>(args[1], ignoreCase: true);
int[] sizes = [.. args[2..].Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
(int width, int depth, int threads, int replicas, int seed) = (sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);

FeedforwardNetwork shaped = FeedforwardNetwork.ShapedRelu(width, depth, cPlus: 0, cMinus: -1);
var network = new FeedforwardNetwork(width, depth, shaped.Activation) { Sampling = sampling };
Quantity correlation = Quantity.Correlation(0, 1);
var options = new RunOptions { Replicas = replicas, Precision = precision, Quantities = [correlation] };
using var ensemble = new Ensemble(threads, (ulong)seed);

EnsembleResult result = ensemble.Run(network, GramMatrix.Pair(0.3), options);
long started = Stopwatch.GetTimestamp();
result = ensemble.Run(network, GramMatrix.Pair(0.3), options);
double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

Moments rho = Moments.Of(result.Samples(correlation));
Console.WriteLine(FormattableString.Invariant(
    $$"""{"rate": {{replicas / seconds:0.###}}, "seconds": {{seconds:0.####}}, "networks": {{replicas}}, "meanCorrelation": {{rho.Mean:0.#####}}, "sdCorrelation": {{rho.StandardDeviation:0.#####}}, "library": "HpCovSde {{RunManifest.LibraryVersion}}, {{result.Manifest.InstructionSet}}"}"""));
return 0;
