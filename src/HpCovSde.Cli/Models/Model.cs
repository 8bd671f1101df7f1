using System.Text.Json;
using HpCovSde.Chains;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Output;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Models;

/// <summary>A finite network and how its layers are drawn, never <see cref="WeightSampling.Auto"/>.</summary>
internal sealed record FiniteNetwork(IChain Chain, WeightSampling Sampling)
{
    /// <exception cref="CliException">There is a reason to refuse.</exception>
    internal static FiniteNetwork Of(IChain chain, WeightSampling sampling, string? refusal) => refusal is null
        ? new(chain, sampling)
        : throw CliException.Usage($"--weights: '{RunSettingsOptions.NameOf(sampling)}' is not allowed: {refusal}");
}

/// <summary>
/// The model that a command line asks for: networks of one kind with their limit, and the inputs. Commands work with what stands here; what a kind of network
/// has besides stands in its own file.
/// </summary>
internal abstract record Model
{
    // Larger start matrices are named, not repeated.
    private const int LargestStart = 8;

    /// <summary>The kind of network on the command line and in JSON.</summary>
    internal abstract string Network { get; }

    /// <summary>φ.</summary>
    internal required ActivationChoice Activation { get; init; }

    /// <summary>Neurons per layer.</summary>
    internal required int Width { get; init; }

    /// <summary>Layers.</summary>
    internal required int Depth { get; init; }

    /// <summary>The time of the limit where it was given.</summary>
    internal required double? Time { get; init; }

    /// <summary>V_0 and where it comes from.</summary>
    internal required InputChoice Inputs { get; init; }

    /// <summary>V_0.</summary>
    internal GramMatrix Start => Inputs.Gram;

    /// <summary>One line for people.</summary>
    internal string Description => FormattableString.Invariant($"{Network}, {Activation.Description}{DescribeMore()}; width {Width}, depth {Depth}; {Inputs.Description}");

    /// <summary>Why layers and steps of the limit do not meet at equal times; null if they do.</summary>
    internal virtual string? UnevenLayers => null;

    /// <summary>Whether V is V_0 before the first layer; else it is random from the beginning.</summary>
    internal virtual bool BeginsAtStart => true;

    /// <summary>The network.</summary>
    /// <exception cref="CliException">There is no such network.</exception>
    internal abstract FiniteNetwork CreateNetwork(WeightSampling sampling);

    /// <summary>Its limit.</summary>
    /// <exception cref="CliException">There is none.</exception>
    internal abstract LimitProcess CreateLimit();

    /// <summary>What becomes of the variance of one input in the limit.</summary>
    /// <exception cref="CliException">The model has no such equation.</exception>
    internal abstract VarianceStability CreateStability();

    /// <summary>Its limit of infinite width, after its layers, or at <see cref="Time"/> where that is given.</summary>
    /// <exception cref="CliException">There is none.</exception>
    internal abstract InfiniteWidthKernel CreateKernel();

    /// <summary>What results are about.</summary>
    /// <param name="every">Every entry, however many inputs there are.</param>
    internal virtual IReadOnlyList<Quantity> Quantities(bool every) => every ? Quantity.Every(Start.Size) : Quantity.Default(Start.Size);

    /// <summary>Writes every option in force, and what follows from them for the limit, as the JSON object "model".</summary>
    internal void Write(Utf8JsonWriter json, LimitProcess? limit)
    {
        json.WriteStartObject("model");
        json.WriteString("network", Network);
        Activation.Write(json);
        WriteMore(json);
        json.WriteNumber("width", Width);
        json.WriteNumber("depth", Depth);
        json.WriteFinite("time", limit?.Time ?? Time);
        json.WriteNumber("inputsCount", Start.Size);
        Inputs.Write(json);
        if (Start.Size <= LargestStart)
        {
            json.WriteMatrix("start", Start.Values);
        }

        if (limit is not null)
        {
            json.WriteStartObject("limit");
            json.WriteString("kind", limit.Kind);
            foreach (Coefficient coefficient in limit.Coefficients)
            {
                json.WriteFinite(coefficient.Name, coefficient.Value);
            }

            json.WriteNumber("time", limit.Time);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Options of one kind of network, for people: begins with a comma, or is empty.</summary>
    private protected virtual string DescribeMore() => "";

    /// <summary>Options of one kind of network in JSON.</summary>
    private protected virtual void WriteMore(Utf8JsonWriter json)
    {
    }
}
