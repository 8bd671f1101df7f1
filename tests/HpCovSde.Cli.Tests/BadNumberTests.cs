namespace HpCovSde.Cli.Tests;

/// <summary>Numbers that are out of range, and runs that are too large.</summary>
public sealed class BadNumberTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        // Integers.
        { "sample --width abc", 2, "--width|'abc'|an integer from 1 to" },
        { "sample --width=", 2, "--width|missing" },
        { "sample --width 0", 2, "--width|'0'" },
        { "sample --width -3", 2, "--width|'-3'" },
        { "sample --width 1.5", 2, "--width|'1.5'" },
        { "sample --width 1e3", 2, "--width|'1e3'" },
        { "sample --width 1,000", 2, "--width|'1,000'" },
        { "sample --width 0x10", 2, "--width|'0x10'" },
        { "sample --width 99999999999999999999", 2, "--width|'99999999999999999999'" },
        { "sample --width 2147483647", 2, "--width|'2147483647'" },
        { "sample --depth 0", 2, "--depth|'0'" },
        { "sample --depth 2147483648", 2, "--depth|'2147483648'|2147483647" },
        { "sample --replicas 0", 2, "--replicas|'0'" },
        { "sample --replicas many", 2, "--replicas|'many'" },
        { "sample --seed -1", 2, "--seed|'-1'|18446744073709551615" },
        { "sample --seed 18446744073709551616", 2, "--seed|'18446744073709551616'" },
        { "sample --threads 0", 2, "--threads|'0'" },
        { "sample --threads 4097", 2, "--threads|'4097'|4096" },
        { "sample --record-every 0", 2, "--record-every|'0'" },
        { "sample --record-every 101", 2, "--record-every|'101'|100" },
        { "sde --activation linear --record-every 101", 2, "--record-every|'101'|100" },
        { "compare --activation linear --record-every 7", 2, "--record-every|'7'|a divisor of the depth 100" },
        { "sample --logits 0", 2, "--logits|'0'|an integer from 1" },
        { "compare --logits -1", 2, "--logits|'-1'" },
        { "sde --logits 1.5", 2, "--logits|'1.5'" },
        { "sample --logits 1000000", 2, "--logits|'1000000'|2 inputs|1000000 outputs" },
        { "stability --logits 1", 2, "--logits|not an option of stability" },
        { "sample --inputs-count 2", 2, "--inputs-count: '2' is not allowed; allowed: 1; two inputs have --correlation" },
        // Numbers.
        { "sample --correlation 1.5", 2, "--correlation|'1.5'|from -1 to 1" },
        { "sample --correlation nan", 2, "--correlation|'nan'" },
        { "sample --correlation 0,3", 2, "--correlation|'0,3'" },
        { "sample --c-plus nan --c-minus 0", 2, "--c-plus|'nan'|a finite number" },
        { "sample --c-plus inf --c-minus 0", 2, "--c-plus|'inf'" },
        { "sample --c-plus 1e999 --c-minus 0", 2, "--c-plus|'1e999'" },
        { "sample --c-plus 0 --c-minus x", 2, "--c-minus|'x'" },
        { "sample --c-plus 1e200 --c-minus 0", 2, "--c-plus|1E+200" },
        { "sample --width 1 --c-plus -1 --c-minus -1", 2, "--c-plus -1|--c-minus -1" },
        { "sample --c-plus 0 --c-minus -1 --exponent -1", 2, "--exponent|'-1'" },
        { "sample --activation leaky-relu --negative-slope 1e200", 2, "--negative-slope|'1E+200'" },
        { "sde --activation linear --time 0", 2, "--time|'0'|above 0" },
        { "sde --activation linear --time -1", 2, "--time|'-1'" },
        { "sde --activation linear --time Infinity", 2, "--time|'Infinity'" },
        { "sde --activation linear --step 0", 2, "--step|'0'" },
        { "sde --activation linear --step -0.1", 2, "--step|'-0.1'" },
        { "sde --activation linear --step NaN", 2, "--step|'NaN'" },
        { "sde --activation linear --step 1e-300", 2, "--step 1E-300|1E+300" },
        // Sizes.
        { "sample --replicas 2147483647", 2, "2147483647 replicas of 2 inputs|GB" },
        { "sample --logits 500000", 2, "8192 replicas of 2 inputs|GB" },
        { "sample --depth 2147483647 --record-every 1", 2, "2147483647 records|GB" },
        { "sample --depth 2147483647 --record-every 1 --out @/huge.npy", 2, "2147483647 records|GB" },
        { "sample --replicas 2147483647 --out @/huge.csv", 2, "2147483647 replicas of 2 inputs|.csv file|GB|.npy" },
        { "sample --width 1000000 --weights explicit", 2, "1000000|normals" },
        { "sde --c-plus 0 --c-minus -1e10 --out @/none.npy", 2, "--step|kappa h|at most 1000" },
        {
            "sde --activation softplus --a 0.01 --time 1 --inputs-count 1 --replicas 1000 --step 0.01", 2,
            "--step 0.01|inverse-variance|18.75|at most 0.5|0.000266"
        },
        { "sde --activation tanh --a 0.1 --step 0.01", 2, "--step 0.01|tri2|at most 0.5|a step of 0.0025" },
        { "sde --c-plus 0 --c-minus -1 --time 40 --step 40", 2, "--step 40: tri2: h = 40 is too large|at most 4|a step of 4" },
        { "sde --activation linear --gram @/three.csv --time 2 --step 2", 2, "--step 2: tri2: m h = 6 is too large|at most 3" },
        {
            "sde --activation softplus --a 1e-7 --time 1", 2,
            "a step of 0.01, the default of --step|tri2|at most 0.5|no step will do"
        },
        { "compare --network resnet --step 5 --time 20", 2, "--step 5|euler-maruyama|at most 1" },
        { "sde --network resnet --limit matched", 2, "--limit|'matched'|mlp, shaped-mlp or shaped-resnet" },
        { "sde --limit exact", 2, "--limit|'exact'|asymptotic|matched" },
        { "sample --limit matched", 2, "--limit|not an option of sample" },
        { "sample --definition hayou", 2, "--definition|'hayou'|shaped-resnet only" },
        { "compare --network shaped-resnet --definition hayou", 2, "c = 1" },
        { "kernel --network shaped-resnet --definition hayou --time 1", 2, "--time|hayou|noci" },
        // Runs without a usable result.
        {
            "sde --activation softplus --a 1 --gram @/exploding.csv --time 3 --replicas 16 --out @/none.npy",
            3,
            "none of 16 replicas"
        },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
