namespace HpCovSde.Cli.Tests;

/// <summary>Bad command lines of law, of comparisons with exact laws, and of tolerances.</summary>
public sealed class BadLawTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        { "compare --activation softplus --a 1 --against exact", 2, "softplus|phi''(0) is not 0" },
        { "compare --against nothing", 2, "--against|'nothing'|limit, exact" },
        { "sde --against exact", 2, "--against|compare" },
        { "law", 2, "--activation relu|shaped activation (c+, c-)" },
        { "law --activation softplus --a 1", 2, "softplus|phi''(0) is not 0|does not close" },
        { "law --activation tanh --a 1 --moment 1,1", 2, "--moment|tanh|drift of their own" },
        { "law --activation linear --moment 1", 2, "--moment|'1'|two finite numbers" },
        { "law --activation linear --moment 1,x", 2, "--moment|'1,x'|two finite numbers" },
        { "law --activation linear --inputs-count 1", 2, "inputs|one input|two or more" },
        { "law --activation linear --record-every 101", 2, "--record-every|'101'|100" },
        { "law --activation linear --time 20000", 2, "--time|'20000'|10000" },
        { "law --activation linear --time 1e-40", 3, "no law has a value|narrow" },
        { "law --network resnet", 2, "resnet|no closed equation|mlp" },
        { "law --activation relu --c-plus 0 --c-minus -1 --exponent 0.4", 2, "deterministic flow|kernel" },
        { "law --activation linear --replicas 3", 2, "--replicas|sample, sde, compare, commute" },
        { "sde --activation linear --tolerance 0", 2, "--tolerance|'0'|above 0" },
        { "sde --activation linear --tolerance-of rho", 2, "--tolerance-of|--tolerance" },
        { "sde --activation linear --relative-tolerance", 2, "--relative-tolerance|--tolerance" },
        { "sde --activation linear --tolerance 1 --tolerance-of rho[1,3]", 2, "--tolerance-of|'rho[1,3]'|V[1,2]" },
        { "sde --activation linear --tolerance 1 --tolerance-of rho,,V", 2, "--tolerance-of|''|logdet" },
        { "sde --activation linear --inputs-count 1 --tolerance 1 --tolerance-of rho", 2, "--tolerance-of|'rho'|two inputs" },
        { "compare --activation linear --tolerance -1", 2, "--tolerance|'-1'|above 0" },
        { "compare --activation linear --relative-tolerance", 2, "--relative-tolerance|--tolerance" },
        { "compare --activation linear --tolerance 1 --tolerance-of rho[1,3]", 2, "--tolerance-of|'rho[1,3]'|V[1,2]" },
        { "law --activation linear --tolerance 1", 2, "--tolerance|not an option of law|sample, sde, compare" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
