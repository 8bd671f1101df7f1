namespace HpCovSde.Cli.Tests;

/// <summary>Options that do not fit together, or not the network.</summary>
public sealed class BadCombinationTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        // Options that contradict each other.
        { "sample --c-plus 1", 2, "--c-plus|'1'|--c-minus" },
        { "sample --c-minus 1", 2, "--c-minus|'1'|--c-plus" },
        { "sample --exponent 0.4", 2, "--exponent|'0.4'|--c-plus" },
        { "sample --activation linear --c-plus 1 --c-minus 0", 2, "--c-plus|linear|relu" },
        { "sample --activation tanh --c-plus 1 --c-minus 0", 2, "--c-plus|tanh|relu" },
        { "sample --activation tanh --a 0", 2, "--a|'0'|above 0" },
        { "sample --a 1", 2, "--a|'1'|relu|smooth" },
        { "sample --activation abs --center 1", 2, "--center|'1'|abs|smooth" },
        { "sample --activation tanh --center 100", 2, "tanh|--center 100|slope" },
        { "sample --activation tanh --a 1 --exponent -1", 2, "--exponent|'-1'" },
        { "sde --activation tanh", 2, "--activation tanh without --a|no covariance SDE" },
        {
            "sde --activation tanh --a 1 --exponent 0.3 --scheme tri2",
            2,
            "--scheme|'tri2'|smooth-flow"
        },
        { "sde --activation elu --a 1", 2, "--activation elu, --a 1|no second derivative at 0" },
        { "stability --activation elu --a 1", 2, "--activation elu, --a 1|no second derivative at 0|another centre" },
        { "sde --activation tanh --a 1 --scheme fisher-z", 2, "--scheme|'fisher-z'|tri2" },
        { "sample --negative-slope 0.1", 2, "--negative-slope|'0.1'|leaky-relu" },
        { "sample --correlation 0.1 --inputs-count 1", 2, "--inputs-count, --correlation|one of" },
        { "sample --gram @/good.csv --inputs @/good.csv", 2, "--gram, --inputs|one of" },
        { "sde --scheme fisher-z", 2, "--scheme|'fisher-z'|first-order correction|reciprocal-angle" },
        { "sde --activation abs --scheme arc-cosine-flow", 2, "--scheme|'arc-cosine-flow'|reciprocal-angle" },
        { "compare --c-plus 0 --c-minus -1 --scheme reciprocal-angle", 2, "--scheme|'reciprocal-angle'|tri2" },
        { "sde --c-plus 0 --c-minus -1 --exponent 0", 2, "--exponent 0|p > 0" },
        { "sde --activation linear --scheme fisher-z --inputs-count 1", 2, "--scheme|'fisher-z'|two inputs" },
        { "sde --activation linear --scheme arc-cosine-flow", 2, "--scheme|'arc-cosine-flow'" },
        { "sde --c-plus 0 --c-minus -1 --exponent 0.2 --scheme fisher-z", 2, "--scheme|'fisher-z'|arc-cosine-flow" },
        // Residual networks.
        { "sample --branch-scaling uniform", 2, "--branch-scaling|'uniform'|--network mlp|with resnet only" },
        { "sample --network resnet --c-plus 0 --c-minus -1", 2, "--c-plus 0, --c-minus -1|--network resnet|with mlp only" },
        { "sample --network resnet --activation tanh --a 1", 2, "--activation tanh, --a 1|--network resnet|with mlp only" },
        { "sample --network resnet --exponent 1", 2, "--exponent|'1'" },
        { "sample --network resnet --branch-scaling", 2, "--branch-scaling|missing|uniform, power:G" },
        {
            "sample --network resnet --branch-scaling linear",
            2,
            "--branch-scaling|'linear'|uniform, power:G with a number G, log-series, or file:PATH"
        },
        { "sample --network resnet --branch-scaling power", 2, "--branch-scaling|'power'" },
        { "sample --network resnet --branch-scaling power:", 2, "--branch-scaling|'power:'" },
        { "sample --network resnet --branch-scaling power:x", 2, "--branch-scaling|'power:x'" },
        { "sample --network resnet --branch-scaling power:nan", 2, "--branch-scaling|'power:nan'" },
        { "sample --network resnet --branch-scaling power:-1e3", 2, "--branch-scaling power:-1e3 at depth 100" },
        { "sample --network resnet --branch-scaling file:", 2, "--branch-scaling|'file:'" },
        { "sample --network resnet --branch-scaling file:@/missing.csv", 4, "missing.csv|no such file" },
        { "sample --network resnet --branch-scaling file:@/notes.dat", 4, "notes.dat|.csv, .tsv" },
        { "sample --network resnet --branch-scaling file:@/empty.csv", 4, "empty.csv" },
        { "sample --network resnet --branch-scaling file:@/empty.npy", 4, "empty.npy" },
        { "sample --network resnet --branch-scaling file:@/directory.npy", 4, "directory.npy|directory" },
        { "sample --network resnet --branch-scaling file:@/good.csv", 4, "good.csv|(2, 2)|one column or one row" },
        { "sample --network resnet --branch-scaling file:@/ragged.csv", 4, "ragged.csv|line 2" },
        { "sample --network resnet --branch-scaling file:@/words.csv", 4, "words.csv|'x'" },
        { "sample --network resnet --branch-scaling file:@/nan.csv", 4, "nan.csv|NaN" },
        { "sample --network resnet --branch-scaling file:@/negativeBranch.csv", 4, "negativeBranch.csv|α_2 = -0.5" },
        { "sample --network resnet --branch-scaling file:@/hugeBranch.csv", 4, "hugeBranch.csv|sum of the squares" },
        { "sample --network resnet --branch-scaling file:@/branch.csv --depth 4", 2, "--depth|'4'|3 layers" },
        { "sde --network resnet --branch-scaling file:@/zeroBranch.csv", 2, "--branch-scaling|0|--time" },
        { "sample --network resnet --depth 2147483647", 2, "--depth|'2147483647'|100000000" },
        { "sde --network resnet --scheme clock", 2, "--scheme|'clock'|one input|euler-maruyama" },
        { "sde --network resnet --scheme log-norm --inputs-count 1 --activation ou", 2, "--scheme|'log-norm'|ReLU family|euler-maruyama" },
        { "sde --network resnet --scheme fisher-z", 2, "--scheme|'fisher-z'|covariance SDEs|euler-maruyama" },
        { "compare --network resnet --branch-scaling log-series --record-every 10", 2, "--record-every|'10'|log-series|not evenly spaced" },
        { "sde --gram @/three.csv", 2, "no scheme|one or two inputs, not for 3|shape the activation" },
        // Stability.
        { "sample --extrapolate", 2, "--extrapolate|not an option of sample; it is an option of compare" },
        { "compare --extrapolate", 2, "--extrapolate|--activation relu without --c-plus|linear mlp" },
        { "compare --extrapolate --network resnet", 2, "--extrapolate|resnet|linear mlp" },
        { "compare --extrapolate --network shaped-mlp", 2, "--extrapolate|shaped-mlp|linear mlp" },
        { "compare --extrapolate --c-plus 0 --c-minus -1 --exponent 0.75", 2, "--extrapolate|--exponent 0.75|the exponent 0.5" },
        { "compare --extrapolate --c-plus 0 --c-minus -1 --limit matched", 2, "--extrapolate|the asymptotic limit" },
        { "compare --extrapolate --c-plus 0 --c-minus -1 --time 2", 2, "--extrapolate|the time of the networks, 1" },
        { "compare --extrapolate --activation softplus --a 1", 2, "--extrapolate|softplus|variances do not explode" },
        { "compare --extrapolate --activation linear --width 400000000", 2, "--extrapolate|four times the width" },
        { "stability --network resnet", 2, "--network|'resnet'|allowed: mlp" },
        { "stability --activation tanh", 2, "--activation tanh without --a|Shape it (a)" },
        { "stability --c-plus 1 --c-minus 0 --exponent 0", 2, "--exponent 0|p > 0" },
        { "stability --activation tanh --a 1 --exponent 0.3", 2, "--a 1, --exponent 0.3|0.5 or more" },
        { "stability --c-plus 0", 2, "--c-plus|--c-minus" },
        { "stability --time -1", 2, "--time|'-1'" },
        { "stability --replicas 3", 2, "--replicas|not an option of stability" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
