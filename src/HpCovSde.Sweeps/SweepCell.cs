using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>
/// One run of a sweep. What it is, its seed and its key depend on its own values only: other cells of the sweep change nothing.
/// </summary>
public sealed class SweepCell
{
    /// <summary>A cell.</summary>
    /// <param name="position">Its number in the sweep, from 0.</param>
    /// <param name="command"><c>sample</c>, <c>sde</c> or <c>compare</c>.</param>
    /// <param name="values">The values of the fields that are given, as text.</param>
    public SweepCell(int position, string command, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Position = position;
        Command = command;
        Values = values;
        Answer<RunSpec> answer = Read(out ModelDocument model, out RunDocument run);
        Refusal = answer.Refusal?.ToString();
        string content = Content(answer.Value, model, run);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        Key = Convert.ToHexString(hash, 0, 16).ToLowerInvariant();

        // JSON numbers are exact below 2⁵³.
        ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(16)) >> 11;
        Run = answer.Value is { } spec ? spec with { Seed = seed } : null;
    }

    /// <summary>Its number in the sweep, from 0.</summary>
    public int Position { get; }

    /// <summary>The command.</summary>
    public string Command { get; }

    /// <summary>The values of the fields that are given, as text.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>
    /// 32 hexadecimal digits: a hash of everything that determines the bits of a replica, with the defaults of fields that are not given.
    /// The number of replicas is not in it.
    /// </summary>
    public string Key { get; }

    /// <summary>The run, whose seed is a part of the hash; null if it is refused.</summary>
    public RunSpec? Run { get; }

    /// <summary>Why the values are no run; null if they are one.</summary>
    public string? Refusal { get; }

    private Answer<RunSpec> Read(out ModelDocument model, out RunDocument run)
    {
        (model, run) = (new(), new());
        foreach ((string name, string text) in Values)
        {
            SweepField field = SweepFields.Find(name)!;
            if (!field.TrySet(model, run, text))
            {
                return Models.Refusal.Value(name, text, field.Allowed, field.Names);
            }
        }

        Answer<ModelSpec> read = ModelSpec.Read(model);
        return read.Value is { } made ? RunSpec.Read(KindOf(Command), made, run) : read.Refusal!;
    }

    private static RunKind KindOf(string command) => command switch
    {
        "sample" => RunKind.Sample,
        "sde" => RunKind.Sde,
        _ => RunKind.Compare,
    };

    // A default that is written down is the same as one that is not.
    private string Content(RunSpec? spec, ModelDocument model, RunDocument run)
    {
        var document = new SpecDocument
        {
            Command = Command,
            Model = spec is null ? model : spec.Model.ToDocument(),
            Run = (spec is null ? run : run with
            {
                Seed = spec.Seed,
                Precision = spec.Options.Precision == Precision.Single ? "single" : "double",
                Weights = run.Weights ?? "auto",
                Blas = run.Blas ?? "auto",
                RecordEvery = spec.Options.RecordEvery,
                RecordStart = spec.Options.RecordStart,
                Logits = spec.Options.Logits,
                Results = spec.EveryQuantity ? "all" : "default",
                Against = spec.AgainstExact ? "exact" : "limit",
                Scheme = spec.Scheme?.Name ?? "auto",
                Step = spec.Step,
            }) with
            { Replicas = null },
        };
        return JsonSerializer.Serialize(document, SpecJson.WithoutNulls.Value.SpecDocument);
    }
}
