using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Sweeps.Tests;

/// <summary>What a specification means: its values, its cells, and their keys and seeds.</summary>
public sealed class SweepSpecTests
{
    [Theory]
    [InlineData("width", "50", "50")]
    [InlineData("width", "10:13", "10 11 12 13")]
    [InlineData("width", "10:30:10", "10 20 30")]
    [InlineData("width", "10:1000:log3", "10 100 1000")]
    [InlineData("width", "1:4:log5", "1 2 3 4")]
    [InlineData("replicas", "1e5", "100000")]
    [InlineData("cMinus", "0:1:lin5", "0 0.25 0.5 0.75 1")]
    [InlineData("cMinus", "0.1:0.3:0.1", "0.1 0.2 0.3")]
    [InlineData("cMinus", "-1:-3", "-1 -2 -3")]
    [InlineData("branchScaling", "power:0.75", "power:0.75")]
    [InlineData("depth", "=2*width", "=2*width")]
    public void A_text_stands_for_values(string field, string text, string expected) =>
        Assert.Equal(expected.Split(' '), FieldValues.Of(SweepFields.Find(field)!, text));

    [Theory]
    [InlineData("width", "0")]
    [InlineData("width", "1.5")]
    [InlineData("width", "10:1:1")]
    [InlineData("width", "1:10:0")]
    [InlineData("width", "0:10:log3")]
    [InlineData("width", "1:10:log1")]
    [InlineData("cMinus", "a")]
    [InlineData("activation", "tnh")]
    [InlineData("depth", "=2*")]
    [InlineData("depth", "=width > 3")]
    public void Other_texts_are_refused(string field, string text) =>
        Assert.Throws<FormatException>(() => FieldValues.Of(SweepFields.Find(field)!, text));

    [Theory]
    [InlineData("1 + 2*3", 7)]
    [InlineData("(1 + 2)*3", 9)]
    [InlineData("2^3^2", 512)]
    [InlineData("-2^2", -4)]
    [InlineData("10/4 - 1e-1", 2.4)]
    [InlineData("sqrt(width) + log(1)", 10)]
    [InlineData("2 < 3", 1)]
    [InlineData("width >= depth", 0)]
    [InlineData("activation == tanh", 1)]
    [InlineData("activation != leaky-relu", 1)]
    [InlineData("width-1", 99)]
    public void An_expression_has_the_value_of_arithmetic(string text, double expected) => Assert.Equal(
        expected,
        Expression.Parse(text).Number(name => name switch { "width" => "100", "depth" => "200", "activation" => "tanh", _ => null }),
        1e-12);

    [Theory]
    [InlineData("1 +", "ends too early")]
    [InlineData("(1", "')' ")]
    [InlineData("1 2", "position 3")]
    [InlineData("", "ends too early")]
    [InlineData("1 < 2 < 3", "position 7")]
    public void Other_expressions_are_refused_with_their_place(string text, string message)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Expression.Parse(text));
        Assert.Contains(message.Trim('\'', ' ').TrimEnd('\''), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_are_all_combinations_in_order()
    {
        SweepSpec spec = Parse("""{ "model": { "width": [20, 40], "depth": ["=width", "=width/2"], "cPlus": 0, "cMinus": -1 } }""");
        Assert.Equal(
            ["20 20", "20 10", "40 40", "40 20"], spec.Cells().Select(cell => $"{cell.Values["width"]} {cell.Values["depth"]}"));
        Assert.Equal([0, 1, 2, 3], spec.Cells().Select(cell => cell.Position));
    }

    [Fact]
    public void Zipped_fields_change_together_and_conditions_leave_cells_out()
    {
        SweepSpec spec = Parse("""
            { "command": "sample", "model": { "width": [20, 40, 80], "depth": [5, 10, 20], "correlation": [0, 0.5] },
              "zip": [["width", "depth"]], "when": ["correlation < 0.4", "width != 40"] }
            """);
        Assert.Equal(["20 5 0", "80 20 0"], spec.Cells().Select(cell => string.Join(' ', cell.Values.Values)));
    }

    [Fact]
    public void A_cell_is_the_same_in_any_sweep()
    {
        SweepCell alone = Parse("""{ "model": { "width": 40, "depth": 20 } }""").Cells().Single();
        SweepCell among = Parse("""
            { "model": { "depth": [10, 20, 30], "width": [20, 40] }, "run": { "replicas": 100, "precision": "double" } }
            """).Cells().Single(cell => cell.Values["width"] == "40" && cell.Values["depth"] == "20");
        Assert.Equal((alone.Key, alone.Run!.Seed), (among.Key, among.Run!.Seed));
        Assert.NotEqual(0, alone.Position + among.Position);
    }

    [Fact]
    public void Everything_that_changes_the_bits_changes_key_and_seed()
    {
        string[] texts =
        [
            """{ "model": { "width": 40 } }""", """{ "model": { "width": 41 } }""", """{ "model": { "depth": 40 } }""",
            """{ "model": { "correlation": 0.31 } }""", """{ "run": { "seed": 1 } }""", """{ "run": { "precision": "single" } }""",
            """{ "run": { "step": 0.02 } }""", """{ "command": "sde" }""", """{ "run": { "weights": "explicit" } }""",
        ];
        SweepCell[] cells = [.. texts.Select(text => Parse(text).Cells().Single())];
        Assert.Equal(texts.Length, cells.Select(cell => cell.Key).Distinct().Count());
        Assert.Equal(texts.Length, cells.Select(cell => cell.Run!.Seed).Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.Run!.Seed, 0UL, 1UL << 53));
    }

    [Fact]
    public void A_cell_that_cannot_be_run_has_the_reason()
    {
        SweepCell cell = Parse("""{ "model": { "activation": "tanh", "cPlus": 0, "cMinus": -1 } }""").Cells().Single();
        Assert.Null(cell.Run);
        Assert.Contains("allowed", cell.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"model\": { \"width\": [20,\n 0] } }", "line 2, column 2, field model.width[1]: '0' is not allowed")]
    [InlineData("""{ "modle": {} }""", "field modle: is not a field; allowed: command, model, run, zip, when, keep")]
    [InlineData("""{ "model": { "wdth": 1 } }""", "field model.wdth: is not a field; allowed: network")]
    [InlineData("""{ "run": { "width": 1 } }""", "field run.width: is not a field")]
    [InlineData("""{ "run": { "replicas": [10, 20] } }""", "allowed: one value, the same for every cell")]
    [InlineData("""{ "model": { "width": [] } }""", "is empty; allowed: at least one value")]
    [InlineData("""{ "model": { "width": [20, 20] } }""", "'20' is given twice")]
    [InlineData("""{ "model": { "width": {} } }""", "is an object; allowed: a value, a list")]
    [InlineData("""{ "command": "kernel" }""", "'kernel' is not allowed; allowed: sample, sde, compare")]
    [InlineData("""{ "model": { "width": [1, 2], "depth": 3 }, "zip": [["width", "depth"]] }""", "width has 2 values, depth has 1 value")]
    [InlineData("""{ "model": { "width": 20 }, "when": ["width"] }""", "'width' is not a condition")]
    [InlineData("""{ "model": { "width": 20, "width": 30 } }""", "is given twice")]
    [InlineData("""{ "keep": { "samples": 1 } }""", "field keep.samples: '1' is not allowed; allowed: true, false")]
    [InlineData("[]", "is a list; allowed: an object")]
    [InlineData("""{ "model": { """, "line 1, column")]
    [InlineData("", "line 1, column")]
    public void A_wrong_file_is_refused_with_line_column_and_field(string text, string message)
    {
        DataFileException refused = Assert.Throws<DataFileException>(() => Parse(text));
        Assert.StartsWith("spec.json: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_needs_itself_is_refused()
    {
        FormatException refused = Assert.Throws<FormatException>(
            () => Parse("""{ "model": { "width": "=depth", "depth": "=width" } }""").Cells().Count());
        Assert.Contains("needs itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_can_be_run_and_is_read_back_as_it_was_written()
    {
        SweepSpec spec = Parse(SweepFile.Example);
        Assert.All(spec.Cells(), cell => Assert.Null(cell.Refusal));
        SweepSpec again = Parse(SweepFile.Write(spec));
        Assert.Equal(spec.Cells().Select(cell => cell.Key), again.Cells().Select(cell => cell.Key));
        Assert.True(spec.Cells().Count() > 20);
    }

    private static SweepSpec Parse(string text) => SweepFile.Parse(Encoding.UTF8.GetBytes(text), "spec.json");
}
