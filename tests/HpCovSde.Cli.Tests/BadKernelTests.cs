namespace HpCovSde.Cli.Tests;

/// <summary>Bad command lines of kernel and commute.</summary>
public sealed class BadKernelTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        { "kernel --replicas 3", 2, "--replicas|sample, sde, compare, commute" },
        { "kernel --plot p.pdf", 2, "--plot|'p.pdf'" },
        { "kernel --results some", 2, "--results|'some'|default, all" },
        { "kernel --record-every 101", 2, "--record-every|'101'|100" },
        { "kernel --time 1", 2, "--time|'1'|--c-plus" },
        { "kernel --activation tanh --time 2", 2, "--time|'2'|--network resnet" },
        { "kernel --network resnet --time 0", 2, "--time|'0'" },
        { "kernel --network resnet --time 3000", 3, "variance of input 1" },
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
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
