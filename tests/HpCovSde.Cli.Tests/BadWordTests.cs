namespace HpCovSde.Cli.Tests;

/// <summary>Commands, options and names that do not exist.</summary>
public sealed class BadWordTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        // Commands and words.
        { "", 2, "command|sample, sde, compare, kernel, stability, design, commute, law, run, sweep, info" },
        { "smaple", 2, "'smaple'|did you mean sample" },
        { "kernels", 2, "'kernels'|did you mean kernel" },
        { "--width 3", 2, "--width|a command must come first" },
        { "[diagram] sample", 2, "'[diagram]'|sample, sde" },
        { "sample -- --width", 2, "'--width' is not allowed here" },
        { "sample extra", 2, "'extra'" },
        { "sample --width 3 4", 2, "'4'" },
        { "sample --json yes", 2, "'yes'" },
        { "sample @args.txt", 2, "'@args.txt'" },
        { "sample --widht 3", 2, "'--widht' is not an option (did you mean --width?); see hpcovsde sample --help" },
        { "sample --step 0.1", 2, "--step|sde, compare" },
        { "sample --time 1", 2, "--time|sde, compare, kernel" },
        { "sample -w 3", 2, "'-w'|see hpcovsde sample --help" },
        { "info --width 3", 2, "--width|sample" },
        { "sample --width 3 --width 3", 2, "--width|2 times" },
        { "sample --json --json", 2, "--json|2 times" },
        { "sample --width", 2, "--width|missing|an integer from 1" },
        { "sample --width --depth 3", 2, "--width|missing" },
        { "sample --out", 2, "--out|missing|.npy" },
        // Names.
        { "sample --network rnn", 2, "--network|'rnn'|allowed: mlp, resnet" },
        {
            "sample --activation arctan",
            2,
            "--activation|'arctan'|relu, leaky-relu, linear, abs, tanh, erf, sin, softplus, sigmoid, gelu, silu, elu"
        },
        { "sample --activation rleu", 2, "--activation|'rleu'|did you mean relu?" },
        { "sample --activation Leaky_ReLU6", 2, "--activation|'Leaky_ReLU6'|did you mean leaky-relu?" },
        { "sample --network res-net", 2, "--network|'res-net'|did you mean resnet?" },
        { "sde --scheme fisherz", 2, "--scheme|'fisherz'|did you mean fisher-z?" },
        { "sample --network resnet --branch-scaling logseries", 2, "--branch-scaling|'logseries'|did you mean log-series?" },
        { "sample --precision simple", 2, "--precision|'simple'|did you mean single?" },
        { "sample --progress bars", 2, "--progress|'bars'|did you mean bar?|auto, bar, plain, none" },
        { "sample --quiet --progress bar", 2, "--quiet, --progress|one of them" },
        { "sample --precision half", 2, "--precision|'half'|double, single" },
        { "sample --weights implicit", 2, "--weights|'implicit'|auto, conditional, explicit, exact" },
        { "sample --weights exact", 2, "--weights|'exact'|ReLU family with one input|relu with 2 inputs" },
        { "compare --activation tanh --a 1 --inputs-count 1 --weights exact", 2, "--weights|'exact'|linear networks|tanh" },
        { "sample --network resnet --inputs-count 1 --weights exact", 2, "--weights|'exact'|one input|linear, abs|relu" },
        { "sample --blas cublas", 2, "--blas|'cublas'|auto, managed, mkl, openblas" },
        { "sample --results some", 2, "--results|'some'|default, all" },
        { "sde --activation linear --scheme runge-kutta", 2, "--scheme|'runge-kutta'|euler-maruyama" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);

    [Fact]
    public void Control_characters_in_a_value_do_not_break_the_line()
    {
        CliRun run = CliRun.Of("sample", "--width", "3\n4\u001b[31m");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("\u001b", run.Error, StringComparison.Ordinal);
    }
}
