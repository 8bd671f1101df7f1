namespace HpCovSde.Cli.Tests;

/// <summary>Every bad command line gives a message in one line and an exit code, and leaves no file behind.</summary>
public sealed class BadCommandLineTests
{
    // The command line (@ is the folder), the exit code, and the parts that the message must contain, separated by |.
    public static TheoryData<string, int, string> Lines => new()
    {
        // Commands and words.
        { "", 2, "command|sample, sde, compare, kernel, stability, commute, law, run, info" },
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
        // Kernels.
        { "kernel --replicas 3", 2, "--replicas|sample, sde, compare, commute" },
        { "kernel --plot p.pdf", 2, "--plot|'p.pdf'" },
        { "kernel --results some", 2, "--results|'some'|default, all" },
        { "kernel --record-every 101", 2, "--record-every|'101'|100" },
        { "kernel --time 1", 2, "--time|'1'|--c-plus" },
        { "kernel --activation tanh --time 2", 2, "--time|'2'|--network resnet" },
        { "kernel --network resnet --time 0", 2, "--time|'0'" },
        { "kernel --network resnet --time 3000", 3, "variance of input 1" },
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
        { "kernel --out @/k.txt", 2, "--out|.npy" },
        { "kernel --out @/none/k.npy", 4, "none" },
        { "commute --widths 8 16 8", 2, "--widths|'8 16 8'|different integers" },
        { "commute --depths 1:2000", 2, "--depths|'1:2000'|at most 1000" },
        { "commute --depths 100:10", 2, "--depths|'100:10'|FIRST:LAST:STEP" },
        { "commute --depths 10:100:0", 2, "--depths|'10:100:0'" },
        { "commute --depths 1:2:3:4", 2, "--depths|'1:2:3:4'" },
        { "commute --widths 8,8", 2, "--widths|'8,8'|different integers" },
        { "commute --widths 8,,3", 2, "--widths|'8,,3'" },
        { "commute --depths 0", 2, "--depths|'0'|from 1" },
        { "commute --depths -2", 2, "--depths|'-2'" },
        { "commute --width 0", 2, "--width" },
        { "commute --replicas 1", 2, "--replicas|'1'|from 2" },
        { "commute --quantity logdet", 2, "--quantity|'logdet'|V, rho" },
        { "commute --quantity rho --inputs-count 1", 2, "--quantity|'rho'|single input" },
        { "commute --network transformer", 2, "--network|'transformer'|shaped-mlp" },
        { "commute --branch-scaling uniform", 2, "--branch-scaling|'uniform'|--network mlp|resnet only" },
        { "commute --network resnet --branch-scaling file:@/branch.csv", 2, "--branch-scaling|branch.csv'|a rule for every depth" },
        { "commute --network resnet --branch-scaling power:-1", 2, "--branch-scaling|-1" },
        { "commute --c-plus 0 --c-minus -1", 2, "--c-plus|shaped-mlp" },
        { "commute --network shaped-mlp --activation abs", 2, "--activation|'abs'|relu" },
        { "commute --beta 0.5", 2, "--beta|'0.5'|shaped-resnet only" },
        { "commute --network shaped-resnet --beta 1", 2, "--beta|'1'|between 0 and 1" },
        { "commute --network shaped-resnet --widths 1,8", 2, "--widths 1,8|width 1" },
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
            "sde --activation tanh --a 1 --exponent 0.3 --scheme multiplicative-triangular",
            2,
            "--scheme|'multiplicative-triangular'|smooth-flow"
        },
        { "sde --activation elu --a 1", 2, "--activation elu, --a 1|no second derivative at 0" },
        { "stability --activation elu --a 1", 2, "--activation elu, --a 1|no second derivative at 0|another centre" },
        { "sde --activation tanh --a 1 --scheme fisher-z", 2, "--scheme|'fisher-z'|multiplicative-triangular" },
        { "sample --negative-slope 0.1", 2, "--negative-slope|'0.1'|leaky-relu" },
        { "sample --correlation 0.1 --inputs-count 1", 2, "--inputs-count, --correlation|one of" },
        { "sample --gram @/good.csv --inputs @/good.csv", 2, "--gram, --inputs|one of" },
        { "sde --scheme fisher-z", 2, "--scheme|'fisher-z'|first-order correction|reciprocal-angle" },
        { "sde --activation abs --scheme arc-cosine-flow", 2, "--scheme|'arc-cosine-flow'|reciprocal-angle" },
        { "compare --c-plus 0 --c-minus -1 --scheme reciprocal-angle", 2, "--scheme|'reciprocal-angle'|fisher-z" },
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
        { "stability --network resnet", 2, "--network|'resnet'|allowed: mlp" },
        { "stability --activation tanh", 2, "--activation tanh without --a|Shape it (a)" },
        { "stability --c-plus 1 --c-minus 0 --exponent 0", 2, "--exponent 0|p > 0" },
        { "stability --activation tanh --a 1 --exponent 0.3", 2, "--a 1, --exponent 0.3|0.5 or more" },
        { "stability --c-plus 0", 2, "--c-plus|--c-minus" },
        { "stability --time -1", 2, "--time|'-1'" },
        { "stability --replicas 3", 2, "--replicas|not an option of stability" },
        // Sizes.
        { "sample --replicas 2147483647", 2, "2147483647 replicas of 2 inputs|GB" },
        { "sample --logits 500000", 2, "8192 replicas of 2 inputs|GB" },
        { "sample --depth 2147483647 --record-every 1", 2, "2147483647 records|GB" },
        { "sample --depth 2147483647 --record-every 1 --out @/huge.npy", 2, "2147483647 records|GB" },
        { "sample --replicas 2147483647 --out @/huge.csv", 2, "2147483647 replicas of 2 inputs|.csv file|GB|.npy" },
        { "sample --width 1000000 --weights explicit", 2, "1000000|normals" },
        { "sde --c-plus 0 --c-minus -1e10 --out @/none.npy", 2, "--step|kappa h|at most 1000" },
        {
            "sde --activation softplus --a 0.01 --time 1 --inputs-count 1 --replicas 1000", 2,
            "a step of 0.01, the default of --step|inverse-variance|18.75|at most 0.5|0.000266"
        },
        {
            "sde --activation tanh --a 0.1", 2,
            "a step of 0.01, the default of --step|multiplicative-triangular|at most 0.25|a step of 0.00125"
        },
        {
            "sde --activation softplus --a 1e-7 --time 1", 2,
            "a step of 0.01, the default of --step|multiplicative-triangular|1.875E+11|no step will do"
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
            "sde --activation linear --time 1e80 --step 1e80 --precision single --scheme euler-maruyama --replicas 16 --out @/none.npy",
            3,
            "none of 16 replicas"
        },
        // Files to write.
        { "sample --out result.txt", 2, "--out|'result.txt'|.npz, .npy or .csv" },
        { "sample --out result", 2, "--out|'result'" },
        { "sample --out .npy/", 2, "--out|'.npy/'" },
        { "sample --plot figure.pdf", 2, "--plot|'figure.pdf'|.svg or .png" },
        { "sample --out @/there.npy", 4, "there.npy|exists|--force replaces it" },
        { "sample --out @/there.csv", 4, "there.csv|exists" },
        { "sample --plot @/there.svg", 4, "there.svg|exists|--force replaces it" },
        { "sample --logits 1 --out @/out.npy", 4, "out.logits.npy|exists" },
        { "compare --activation linear --out @/run.npy", 4, "run.limit.npy|exists" },
        { "compare --activation linear --out @/run.npz", 4, "run.limit.npz|exists" },
        { "sample --out @/nowhere/a.npz", 4, "nowhere|directory" },
        { "kernel --out @/nowhere/a.npz", 4, "nowhere|directory" },
        { "sample --out @/nowhere/a.npy", 4, "nowhere|directory" },
        { "sample --plot @/nowhere/a.svg --out @/a.npy", 4, "nowhere|directory" },
        { "sample --out @/directory.npy", 4, "directory.npy|directory" },
        { "sample --out @/directory.npy --force", 4, "directory.npy|directory" },
        { "sample --out @/good.csv/a.npy", 4, "good.csv" },
        // Files to read.
        { "sample --gram @/missing.csv", 4, "missing.csv|no such file" },
        { "sample --gram @/directory.npy", 4, "directory.npy|directory" },
        { "sample --gram @/notes.dat", 4, "notes.dat|.csv, .tsv, .txt, .npy and .npz" },
        { "sample --gram @/notes.txt", 4, "notes.txt|no row of numbers" },
        { "sample --gram @/empty.csv", 4, "empty.csv" },
        { "sample --gram @/empty.npy", 4, "empty.npy|empty" },
        { "sample --gram @/text.npy", 4, "text.npy|not a .npy file" },
        { "sample --gram @/truncated.npy", 4, "truncated.npy|truncated" },
        { "sample --gram @/words.csv", 4, "words.csv|line 2|'x'" },
        { "sample --gram @/nan.csv", 4, "nan.csv|NaN" },
        { "sample --gram @/ragged.csv", 4, "ragged.csv|line 2" },
        { "sample --gram @/wide.csv", 4, "wide.csv|square" },
        { "sample --gram @/asymmetric.csv", 4, "asymmetric.csv|not symmetric" },
        { "sample --gram @/negative.csv", 4, "negative.csv|diagonal" },
        { "sample --gram @/indefinite.csv", 4, "indefinite.csv|positive semidefinite" },
        { "sample --inputs @/overflow.csv", 4, "overflow.csv|too large" },
        { "sample --inputs @/missing.npy", 4, "missing.npy|no such file" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments)
    {
        using Folder folder = CreateFolder();
        string[] before = folder.Files;
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] args = [.. words.Select(word => word is "@args.txt" ? word : word.Replace("@", folder.Path, StringComparison.Ordinal))];

        CliRun run = CliRun.Of(args);

        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        string[] lines = run.Error.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("hpcovsde: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("", lines[1]);
        Assert.DoesNotContain("   at ", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", lines[0], StringComparison.Ordinal);
        foreach (string fragment in fragments.Split('|'))
        {
            Assert.Contains(fragment, lines[0], StringComparison.Ordinal);
        }

        Assert.Equal(before, folder.Files);
    }

    [Fact]
    public void Control_characters_in_a_value_do_not_break_the_line()
    {
        CliRun run = CliRun.Of("sample", "--width", "3\n4\u001b[31m");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("\u001b", run.Error, StringComparison.Ordinal);
    }

    private static Folder CreateFolder()
    {
        var folder = new Folder();
        foreach (string name in
            new[]
            {
                "there.npy", "there.csv", "there.svg", "run.limit.npy", "run.limit.npz", "out.logits.npy", "notes.txt", "notes.dat",
                "empty.csv", "empty.npy",
            })
        {
            _ = folder.Write(name, "");
        }

        _ = Directory.CreateDirectory(folder.File("directory.npy"));
        _ = folder.Write("good.csv", "1,0\n0,1\n");
        _ = folder.Write("text.npy", "1,0\n0,1\n");
        _ = folder.Write("words.csv", "1,0\n0,x\n");
        _ = folder.Write("nan.csv", "1,0\n0,NaN\n");
        _ = folder.Write("ragged.csv", "1,0\n0\n");
        _ = folder.Write("wide.csv", "1,0,0\n0,1,0\n");
        _ = folder.Write("asymmetric.csv", "1,0.5\n0.4,1\n");
        _ = folder.Write("negative.csv", "-1,0\n0,1\n");
        _ = folder.Write("indefinite.csv", "1,0.9,-0.9\n0.9,1,0.9\n-0.9,0.9,1\n");
        _ = folder.Write("negativeBranch.csv", "0.5\n-0.5\n");
        _ = folder.Write("hugeBranch.csv", "1e200\n");
        _ = folder.Write("zeroBranch.csv", "0\n0\n");
        _ = folder.Write("branch.csv", "0.5\n0.5\n0.5\n");
        _ = folder.Write("three.csv", "1,0,0\n0,1,0\n0,0,1\n");
        _ = folder.Write("overflow.csv", "1e200,1\n1,1\n");
        _ = CliRun.Succeed("sample", "--replicas", "2", "--depth", "1", "--inputs-count", "1", "--out", folder.File("truncated.npy"));
        using (FileStream file = File.OpenWrite(folder.File("truncated.npy")))
        {
            file.SetLength(100);
        }

        return folder;
    }
}
