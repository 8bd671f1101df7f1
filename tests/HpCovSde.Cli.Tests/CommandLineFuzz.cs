using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Sweeps;
using Xunit.Abstractions;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// Random command lines: each ends with an exit code of the contract, in at most one line of error, without a trace, without a temporary
/// file, and in less than 1 GB. Line i has seed i. Most lines run in this process, one of twenty in its own. The variable
/// HPCOVSDE_FUZZ_LINES sets their number; <c>dotnet cake --target=Fuzz</c> runs 10,000.
/// </summary>
[Collection(LittleMemory.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class CommandLineFuzz(ITestOutputHelper output)
{
    private const int Lines = 400;
    private const int LinesPerProcess = 20;

    // A line that takes longer is interrupted, and then it must end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan PatienceWithProcess = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UntilItEnds = TimeSpan.FromSeconds(30);

    private static readonly HashSet<int> Codes =
    [
        ExitCode.Done, ExitCode.Usage, ExitCode.Numeric, ExitCode.InputOutput, ExitCode.NativeLibrary, ExitCode.Interrupted,
        ExitCode.BrokenPipe,
    ];

    private static readonly string[] Commands =
        ["sample", "sde", "compare", "kernel", "stability", "design", "commute", "law", "run", "info", "sweep"];

    // Values of any option; what fits one option is wrong for most.
    private static readonly string[] Values =
    [
        "", "0", "-0", "1", "-1", "2", "0.5", "-3", "1e-310", "1e-100", "1e160", "1e309", "nan", "inf", "-inf", "∞", "1,2", "2,4,8", "1,,2",
        "2147483647", "2147483648", "4294967296", "9223372036854775808", "0x10", "1_000", "+1", "1.0", "auto", "rho", "V", "\u001b[31m",
        "\u202eabc", "a b", "'", "\"", "@x", "--json", "/", "/dev/null", "@/no/v.npy", "@/gram.csv", "@/empty.csv", "@/text.npy",
    ];

    // Values that often fit, so that lines get past the first check.
    private static readonly Dictionary<string, string[]> Fitting = new()
    {
        ["network"] = ["mlp", "resnet", "shaped-mlp", "shaped-resnet"],
        ["activation"] = ["relu", "leaky-relu", "linear", "abs", "tanh", "erf", "sin", "softplus", "sigmoid", "gelu", "silu", "elu"],
        ["width"] = ["1", "2", "5", "30", "100000000"],
        ["depth"] = ["1", "2", "7", "30", "100000000"],
        ["replicas"] = ["1", "2", "16", "100", "100000000"],
        ["time"] = ["0.01", "0.5", "1", "20"],
        ["step"] = ["0.1", "0.5", "1e-9"],
        ["recordEvery"] = ["1", "2"],
        ["logits"] = ["1", "3", "100000"],
        ["threads"] = ["1", "2", "4096"],
        ["branchScaling"] = ["uniform", "power:1", "power:0.1", "log-series", "file:@/row.csv"],
        ["widths"] = ["2,4", "3"],
        ["depths"] = ["1,3", "2"],
        ["target"] = ["rho=0.5", "median=0.3", "explosion=0.1", "stationary=0.9"],
        ["solve"] = ["difference", "a", "time"],
        ["gram"] = ["@/gram.csv"],
        ["inputs"] = ["@/inputs.csv", "@/gram.csv"],
        ["cPlus"] = ["0", "1", "-3"],
        ["cMinus"] = ["0", "-1", "3"],
        ["a"] = ["1", "0.01", "3"],
        ["center"] = ["0.5", "-3"],
        ["exponent"] = ["0.5", "0.25", "1"],
        ["scheme"] = ["auto", "euler-maruyama", "fisher-z"],
        ["precision"] = ["double", "single"],
        ["weights"] = ["auto", "conditional", "explicit", "exact"],
        ["storage"] = ["exact", "streaming"],
        ["blas"] = ["managed"],
    };

    [Fact]
    public void Every_command_line_ends_with_an_exit_code_of_the_contract()
    {
        int lines = int.Parse(
            Environment.GetEnvironmentVariable("HPCOVSDE_FUZZ_LINES") ?? $"{Lines}", CultureInfo.InvariantCulture);
        var failures = new ConcurrentQueue<string>();
        var codes = new ConcurrentQueue<int>();
        long started = Stopwatch.GetTimestamp();
        _ = Parallel.For(0, lines, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            (int code, string? failure) = Run(seed);
            codes.Enqueue(code);
            if (failure is not null)
            {
                failures.Enqueue($"line {seed}: {failure}");
            }
        });

        IEnumerable<string> counts = codes.CountBy(code => code).OrderBy(pair => pair.Key)
            .Select(pair => $"{pair.Value} of code {pair.Key}");
        output.WriteLine(
            $"{lines} lines: {string.Join(", ", counts)}; {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, "
            + LittleMemory.CheckPeak());
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Order()));
    }

    private static (int Code, string? Failure) Run(int seed)
    {
        using var folder = new Folder();
        _ = folder.Write("gram.csv", "1,0.2\n0.2,2\n");
        _ = folder.Write("inputs.csv", "x,y,z\n1,2,3\n0,0,0\n-1,2,1e5\n");
        _ = folder.Write("row.csv", "0.5,0.5,0.5\n");
        _ = folder.Write("empty.csv", "");
        _ = folder.Write("text.npy", "not a matrix");
        _ = folder.Write("spec.json", """{"command":"sample","model":{"width":3,"depth":2},"run":{"replicas":4}}""");
        int given = folder.Files.Length;
        string[] args =
            [.. Line(new System.Random(seed)).Select(word => word.Replace("@/", $"{folder.Path}/", StringComparison.Ordinal))];
        (int code, string output, string error) = seed % LinesPerProcess == 0 ? RunInProcess(args) : RunHere(args);
        string[] temporary = [.. folder.Files.Where(file => file.StartsWith(".hpcovsde", StringComparison.Ordinal))];
        // What the reader of a file says is no error.
        string[] lines = [.. error.Split('\n').SkipLast(1).Where(line => !line.Contains(": header skipped: ", StringComparison.Ordinal))];
        bool isFine = Codes.Contains(code)
            && lines.Length == (code == ExitCode.Done ? 0 : 1)
            && lines.All(line => line.StartsWith("hpcovsde: ", StringComparison.Ordinal))
            && !output.Contains('\u001b', StringComparison.Ordinal)
            && temporary.Length == 0
            && (code is ExitCode.Done or ExitCode.Interrupted || folder.Files.Length == given);
        return (code, isFine ? null : $"{string.Join(' ', args)}: code {code}, files {string.Join(' ', folder.Files)}\n{error}");
    }

    private static (int Code, string Output, string Error) RunHere(string[] args)
    {
        using var interruption = new CancellationTokenSource(Patience);
        long started = Stopwatch.GetTimestamp();
        CliRun run = CliRun.Of(args, interruption.Token);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return (run.Code, run.Output, elapsed < UntilItEnds ? run.Error : $"{elapsed.TotalSeconds} s\n{run.Error}");
    }

    private static (int Code, string Output, string Error) RunInProcess(string[] args)
    {
        using CliProcess process = CliProcess.StartWith(LittleMemory.Script, args);
        long started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < PatienceWithProcess)
        {
            _ = LittleMemory.CheckPeak(process.Id);
            Thread.Sleep(10);
        }

        if (!process.HasExited)
        {
            process.WaitUntilItHandlesSignals();
            process.Signal("TERM");
        }

        return process.Wait(UntilItEnds);
    }

    private static IEnumerable<string> Line(System.Random random)
    {
        string command = Pick(Commands, random);
        yield return random.Next(30) == 0 ? Pick(Values, random) : command;
        if (command == "sweep")
        {
            foreach (string word in OfSweep(random))
            {
                yield return word;
            }

            yield break;
        }

        if (command == "run" && random.Next(4) > 0)
        {
            yield return random.Next(3) > 0 ? "@/spec.json" : Pick(Values, random);
        }

        string[] taken = command switch
        {
            "run" or "info" => ["threads"],
            "stability" => [.. ModelDocument.Fields.Select(field => field.Name)],
            _ => [.. ModelDocument.Fields.Select(field => field.Name), .. RunDocument.Fields.Select(field => field.Name)],
        };
        bool isSmall = random.Next(5) > 0;
        bool isPlausible = random.Next(2) > 0;
        foreach (string field in taken)
        {
            bool isSize = field is "width" or "depth" or "replicas" or "widths" or "depths";
            if (random.Next(isSize && isSmall ? 2 : isPlausible ? 15 : 9) > 0 || (isPlausible && !Fitting.ContainsKey(field)))
            {
                continue;
            }

            yield return OptionNames.Of(field);
            yield return (!isPlausible && random.Next(5) == 0) || !Fitting.TryGetValue(field, out string[]? fitting)
                ? Pick(Values, random)
                : isSmall && isSize ? fitting[random.Next(Math.Min(3, fitting.Length))] : Pick(fitting, random);
        }

        if (random.Next(2) == 0)
        {
            yield return "--json";
        }

        if (random.Next(3) == 0)
        {
            yield return "--out";
            string[] targets = ["@/v.npy", "@/v.csv", "@/v.npz", "@/gram.csv", "@/no/v.npy"];
            yield return Pick(isPlausible ? targets[..3] : targets, random);
        }

        if (random.Next(5) == 0)
        {
            yield return "--plot";
            yield return "@/v.svg";
        }
    }

    // Ranges and expressions are values of every option. Runs leave a database; SweepKillTests and SweepFileTests have those.
    private static IEnumerable<string> OfSweep(System.Random random)
    {
        string[] ranges =
        [
            "1:3", "0:1:lin3", "1:100:log3", "3:1", "1:1000000", "=2*width", "=width", "=foo+1", "=((1", "=log(0-1)", "=1/0",
            "1,2,4", "::", "=",
        ];
        yield return Pick(["plan", "plan", "plan", "init", "status", "export", .. Values], random);
        for (int options = random.Next(5); options > 0; options--)
        {
            string[] names = [.. SweepFields.All.Select(field => field.Name), "db", "when", "command", "shard", "out"];
            yield return OptionNames.Of(Pick(names, random));
            yield return random.Next(2) == 0 ? Pick(ranges, random) : Pick([.. Values, "@/spec.json", "@/text.npy", "width > 2"], random);
        }
    }

    private static T Pick<T>(T[] values, System.Random random) => values[random.Next(values.Length)];
}
