using HpCovSde.Throughput;
using MathNet.Numerics;

namespace HpCovSde.Peers.MathNet;

/// <summary>Times MathNet.Numerics with its managed provider, after a warm-up, and prints one line of JSON for bench/peers/run.</summary>
internal static class Program
{
    private static void Main(string[] arguments)
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = 1; // threads go over replicas
        var problem = new Problem(arguments);
        int seed = problem.Number("seed");
        string task = problem.Text("task");
        (int block, Func<int, double[]> sample) = task switch
        {
            "network" when problem.Text("weights") == "explicit" => (problem.Number("threads"), Network.Explicit(problem, seed)),
            "network" => (16 * problem.Number("threads"), Network.Conditional(problem, seed)),
            "sde" => (16 * problem.Number("threads"), EulerMaruyama.Sample(problem, seed)),
            "normals" => (Normals.FillLength, Normals.Fill(seed)),
            _ => throw new ArgumentException($"--task {task} is none of network, sde, normals."),
        };
        string library = $"MathNet.Numerics {typeof(Control).Assembly.GetName().Version!.ToString(3)}";
        Measurement.Print(problem, library, block, count => sample(count));
    }
}
