namespace HpCovSde.Cli.Tests;

/// <summary>What cannot be asked of <c>design</c>.</summary>
public sealed class BadDesignTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        { "design", 2, "--target is missing|rho=R" },
        { "design --target", 2, "--target|missing|rho=R" },
        { "design --target rho", 2, "--target|'rho'|rho=R" },
        { "design --target roh=0.5", 2, "--target|'roh=0.5'|rho=" },
        { "design --target rho=1", 2, "--target|'rho=1'|between -1 and 1" },
        { "design --target rho=nan", 2, "--target|'rho=nan'" },
        { "design --target rho=0.5=0.6", 2, "--target|'rho=0.5=0.6'" },
        { "design --target median=2", 2, "--target|'median=2'|between 0 and 2" },
        { "design --target explosion=0", 2, "--target|'explosion=0'" },
        { "design --target stationary=1", 2, "--target|'stationary=1'" },
        { "design --target rho=0.5 --solve c", 2, "--solve|'c'|difference, a, time" },
        { "design --target rho=0.5 --solve a", 2, "--solve|'a'|difference or time" },
        { "design --target explosion=0.1 --solve difference", 2, "--solve|'difference'|a or time" },
        { "design --target stationary=0.9 --solve time", 2, "--solve|'time'|allowed: a" },
        { "design --target rho=0.5 --c-plus 0 --c-minus -1", 2, "--c-plus|'0'|--solve difference finds it" },
        { "design --target rho=0.5 --solve time --c-plus 0 --c-minus -1 --time 1", 2, "--time|'1'|--solve time finds it" },
        { "design --target rho=0.5 --solve time --c-plus 0 --c-minus -1 --depth 9", 2, "--depth|'9'|--solve time finds it" },
        { "design --target explosion=0.1 --activation softplus --a 1", 2, "--a|'1'|--solve a finds it" },
        { "design --target rho=0.5 --time 1 --depth 10", 2, "--depth|'10'|--time 1|one of them" },
        { "design --target rho=0.5 --activation tanh", 2, "--activation|'tanh'|--solve difference|relu" },
        { "design --target rho=0.5 --network resnet", 2, "--network|'resnet'|mlp or shaped-resnet" },
        { "design --target rho=0.5 --solve time", 2, "--activation relu|shaped activation" },
        { "design --target rho=0.5 --inputs-count 1", 2, "--inputs|one input given|two or more" },
        { "design --target rho=0.5 --exponent 0.4", 2, "--exponent|not an option of design" },
        { "design --target rho=0.1", 2, "--target|'rho=0.1'|is not reached by any difference|between 0.240711 and 1" },
        { "design --target rho=0.5 --correlation 1", 2, "--target|'rho=0.5'|between 1 and 1" },
        { "design --target rho=0.2 --solve time --c-plus 0 --c-minus -1", 2, "--target|'rho=0.2'|by any time|between 0.29" },
        { "design --target explosion=0.1", 2, "--activation|'relu'|a smooth activation" },
        { "design --target explosion=0.1 --activation tanh", 2, "--target|'explosion=0.1'|tanh|beta is 0 or less" },
        { "design --target explosion=0.5 --activation softplus", 2, "--target|'explosion=0.5'|by any a|and 0.5" },
        { "design --target explosion=0.3 --activation softplus --solve time --a 1", 2, "--target|'explosion=0.3'|by any time|and 0.11" },
        { "design --target stationary=0.5 --activation softplus", 2, "--target|'stationary=0.5'|softplus|beta is 0 or more" },
        { "design --target stationary=0.5 --activation elu", 2, "elu|no second derivative at 0" },
        { "design --target explosion=0.1 --activation softplus --width 9", 2, "--width|'9'|explosion=0.1|without it" },
        { "design --target explosion=0.1 --activation softplus --depth 9", 2, "--depth|'9'|explosion=0.1|without it" },
        { "design --target explosion=0.1 --activation softplus --limit matched", 2, "--limit|'matched'|without it" },
        { "design --target explosion=0.1 --activation softplus --network shaped-mlp", 2, "--network|'shaped-mlp'|mlp" },
        { "design --target rho=0.5 --out @/x.npy", 2, "--out" },
        { "sample --target rho=0.5", 2, "--target|not an option of sample; it is an option of design" },
        { "stability --solve a", 2, "--solve|not an option of stability; it is an option of design" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_reported_in_one_line(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
