using System.Globalization;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>A field of a model or of a run, of which a sweep may have several values.</summary>
internal sealed class SweepField
{
    private readonly SpecField<ModelDocument>? _model;
    private readonly SpecField<RunDocument>? _run;

    internal SweepField(SpecField<ModelDocument> model)
    {
        _model = model;
    }

    internal SweepField(SpecField<RunDocument> run)
    {
        _run = run;
    }

    internal string Name => _model?.Name ?? _run!.Name;

    /// <summary><c>model</c> or <c>run</c>: the object of the specification that has it.</summary>
    internal string Object => _model is null ? "run" : "model";

    internal string Allowed => _model?.Allowed ?? _run!.Allowed;

    internal string Placeholder => _model?.Placeholder ?? _run!.Placeholder;

    internal string Description => _model?.Description ?? _run!.Description;

    internal IReadOnlyList<string> Names => _model?.Names ?? _run!.Names;

    internal bool IsInteger => _model?.IsInteger ?? _run!.IsInteger;

    internal bool IsNumber => _model?.IsNumber ?? _run!.IsNumber;

    internal bool IsFlag => _model?.IsFlag ?? _run!.IsFlag;

    /// <summary>Whether all cells have the same value.</summary>
    internal bool IsSameForAll => Name is "replicas" or "seed";

    /// <summary>Sets the field in the documents of a cell; false if the value is not allowed.</summary>
    internal bool TrySet(ModelDocument model, RunDocument run, string text) =>
        _model is not null ? _model.TrySet(model, text) : _run!.TrySet(run, text);

    /// <summary>The value in the documents of a cell; null if there is none.</summary>
    internal string? TextIn(ModelDocument model, RunDocument run) => _model is not null ? _model.TextIn(model) : _run!.TextIn(run);

    /// <summary>Whether a single value is allowed.</summary>
    internal bool IsAllowed(string text) => TrySet(new(), new(), text);

    /// <summary>The text of a computed number: that of an integer field is rounded.</summary>
    internal string TextOf(double number) => IsInteger
        ? Math.Round(number).ToString("F0", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The fields of a sweep.</summary>
internal static class SweepFields
{
    // What a cell is does not depend on the threads, and replicas are counted from 0. Tolerances choose replicas by themselves.
    private static readonly string[] OfRuns =
    [
        "replicas", "seed", "precision", "weights", "blas", "recordEvery", "recordStart", "logits", "results", "against", "scheme", "step",
    ];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<SweepField> All { get; } =
    [
        .. ModelDocument.Fields.Select(field => new SweepField(field)),
        .. OfRuns.Select(name => new SweepField(RunDocument.Fields.Single(field => field.Name == name))),
    ];

    /// <summary>The field of a name; null if there is none.</summary>
    internal static SweepField? Find(string name) => All.FirstOrDefault(field => field.Name == name);
}
