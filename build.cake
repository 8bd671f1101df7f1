// dotnet tool restore && dotnet cake --target=<name>     (dotnet cake --description lists the targets)

const string Solution = "HpCovSde.sln";
const string Configuration = "Release";

Task("Build")
    .Description("Compiles everything; a warning is an error.")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings { Configuration = Configuration }));

Task("Test")
    .Description("Runs every test; results as .trx files in artifacts/test-results.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest(Solution, new DotNetTestSettings { Configuration = Configuration, NoBuild = true }));

Task("Fuzz")
    .Description("Runs 10,000 random command lines (--lines=N runs N) and feeds 20,000 damaged files to the readers; tests take a few.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest("tests/HpCovSde.Cli.Tests", new DotNetTestSettings
    {
        Configuration = Configuration,
        NoBuild = true,
        Filter = "FullyQualifiedName~Fuzz",
        EnvironmentVariables = new Dictionary<string, string>
        {
            ["HPCOVSDE_FUZZ"] = "1",
            ["HPCOVSDE_FUZZ_LINES"] = Argument("lines", "10000"),
        },
    }));

Task("Slurm")
    .Description("Runs a sweep on a cluster of one node and compares it with one process; needs root, Slurm and munge.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        if (StartProcess("tests/slurm/run.sh") != 0)
        {
            throw new CakeException("The sweep on the cluster failed.");
        }
    });

Task("Kill")
    .Description("Kills sweeps 200 times at random moments (--kills=N: N times); tests do it a few times.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest("tests/HpCovSde.Cli.Tests", new DotNetTestSettings
    {
        Configuration = Configuration,
        NoBuild = true,
        Filter = "FullyQualifiedName~SweepKill",
        EnvironmentVariables = new Dictionary<string, string> { ["HPCOVSDE_KILLS"] = Argument("kills", "200") },
    }));

Task("Format")
    .Description("Refuses code that `dotnet format` would change.")
    .Does(() => DotNetFormat(Solution, new DotNetFormatSettings { VerifyNoChanges = true, NoRestore = true }));

Task("Bench")
    .Description("Runs every benchmark once, to see that they work; bench/README.md says how to measure.")
    .IsDependentOn("Build")
    .Does(() => DotNetRun(
        "bench/HpCovSde.Benchmarks",
        new ProcessArgumentBuilder().Append("--filter * --iterationCount 1 --warmupCount 0 --invocationCount 1 --unrollFactor 1"),
        new DotNetRunSettings { Configuration = Configuration, NoBuild = true }));

Task("Pack")
    .Description("Writes the NuGet packages and their symbols to artifacts/packages.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        CleanDirectory("artifacts/packages");
        foreach (string project in new[] { "HpCovSde.Kernels", "HpCovSde", "HpCovSde.Sweeps", "HpCovSde.Plots", "HpCovSde.Cli" })
        {
            DotNetPack(
                $"src/{project}",
                new DotNetPackSettings { Configuration = Configuration, NoBuild = true, OutputDirectory = "artifacts/packages" });
        }
    });

Task("PublicApi")
    .Description("Adds new public members to PublicAPI.Unshipped.txt; members that are gone are taken out by hand.")
    .Does(() =>
    {
        foreach (string project in new[] { "HpCovSde.Kernels", "HpCovSde", "HpCovSde.Sweeps", "HpCovSde.Plots" })
        {
            string arguments = $"build src/{project} -c {Configuration} -f net10.0 --no-incremental -nologo";
            var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true };
            StartProcess("dotnet", settings, out IEnumerable<string> lines);
            string file = $"src/{project}/PublicAPI.Unshipped.txt";
            var members = from line in lines
                          let match = System.Text.RegularExpressions.Regex.Match(line, "error RS0016: Symbol '(.*)' is not part of")
                          where match.Success
                          select match.Groups[1].Value;
            var declared = System.IO.File.ReadAllLines(file).Skip(1).Where(line => line.Length > 0);
            System.IO.File.WriteAllLines(file, [ "#nullable enable", .. declared.Union(members).Order(StringComparer.Ordinal) ]);
        }
    });

Task("Ci")
    .Description("All that .ci/run does besides the tests: Build, Format, Bench, Pack.")
    .IsDependentOn("Build")
    .IsDependentOn("Format")
    .IsDependentOn("Bench")
    .IsDependentOn("Pack");

RunTarget(Argument("target", "Ci"));
