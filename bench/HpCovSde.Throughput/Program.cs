using HpCovSde.Runs;
using HpCovSde.Throughput;

// HpCovSde.Throughput --task network|residual|inputs|sde|normals --precision single|double --threads t --seconds x --seed s, and by task
//   network   --weights conditional|explicit --activation relu|tanh --width n --depth d
//                                                                     shaped, two inputs of correlation 0.3; networks per second
//   residual  --weights conditional|explicit --width n --depth L      one input; networks per second
//   inputs    --file x.npy --width n --depth d                        the rows of a file, conditionally; networks per second
//   sde       --inputs m --steps k                                    Euler-Maruyama to T = 1; steps of a path per second
//   normals                                                           one thread, 16384 at once; normals per second
// HpCovSde.Throughput --task peaks|scaling|tolerance|pair-law
// HpCovSde.Throughput --task weak-error|residual-growth --svg x.svg
// These print Markdown tables: the peaks of one core; the cost of a step for m inputs; what a mean with a stated error costs; pairs of
// inputs against their exact law; weak errors and their cost, with a figure; the growth of residual networks, with a figure.
var problem = new Problem(args);
string task = problem.Text("task");
switch (task)
{
    case "peaks":
        Peaks.Print(Console.Out);
        return;
    case "scaling":
        ScalingTable.Print();
        return;
    case "weak-error":
        WeakErrorTable.Print(problem.Text("svg"));
        return;
    case "tolerance":
        LawTimes.Print();
        Console.WriteLine();
        ToleranceTimes.Print();
        return;
    case "pair-law":
        PairLawTable.Print();
        return;
    case "residual-growth":
        ResidualGrowth.Print(problem.Text("svg"));
        return;
}

(int block, Measurement.Sampler sample) = task switch
{
    "network" => (32 * problem.Number("threads"), Workload.Network(problem)),
    "residual" => (Workload.ResidualBlock, Workload.Residual(problem)),
    "inputs" => (problem.Number("threads"), Workload.Inputs(problem)),
    "sde" => (32 * problem.Number("threads"), Workload.Sde(problem)),
    "normals" => (Workload.FillLength, Workload.Normals(problem)),
    _ => throw new ArgumentException(
        $"--task {task} is none of network, residual, inputs, sde, normals, peaks, scaling, tolerance, pair-law, weak-error, "
        + "residual-growth."),
};
Measurement.Print(problem, $"HpCovSde {RunManifest.LibraryVersion}", block, sample);
