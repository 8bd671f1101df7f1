using CommunityToolkit.HighPerformance;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical;

/// <summary>
/// One layer of a residual network from given pre-activations Y, by every engine. With q = YᵀY/n and r = φ(Y)ᵀφ(Y)/n:
/// E q'_ab = q_ab + α² r_ab, Cov(q'_ab, q'_cd) = (α²/n)(q_ac r_bd + q_ad r_bc + q_bc r_ad + q_bd r_ac) + (α⁴/n)(r_ac r_bd + r_ad r_bc).
/// </summary>
public sealed class ResidualLayerTests
{
    private const int Width = 5;
    private const double Alpha = 0.6;
    private const int Draws = 1 << 14;

    private static readonly RandomKey Key = new(11, StreamMap.Purposes.ResidualNetwork);

    [Theory]
    [InlineData("wide", "1", "relu")]
    [InlineData("wide", "2", "relu")]
    [InlineData("wide", "3", "relu")]
    [InlineData("wide", "3", "leaky")]
    [InlineData("blocked", "1", "relu")]
    [InlineData("blocked", "3", "relu")]
    [InlineData("explicit", "1", "relu")]
    [InlineData("explicit", "3", "relu")]
    [InlineData("explicit", "3", "leaky")]
    [InlineData("wide", "1", "tanh")]
    [InlineData("wide", "2", "gelu")]
    [InlineData("wide", "3", "softplus")]
    [InlineData("blocked", "1", "softplus")]
    [InlineData("blocked", "3", "gelu")]
    [InlineData("explicit", "1", "gelu")]
    [InlineData("explicit", "3", "softplus")]
    public void A_layer_has_its_exact_conditional_mean_and_covariance(string engine, string inputs, string name)
    {
        Activation activation = name == "leaky" ? ReluFamily.LeakyRelu(-0.7) : Activation.BuiltIn.Single(a => a.Name == name);
        Evidence evidence = Compare(engine, inputs, activation, Alpha);
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void A_scale_that_is_wrong_by_three_per_cent_is_detected() =>
        Assert.NotEmpty(Compare("wide", "3", ReluFamily.Relu, 1.03 * Alpha).Rejected);

    private static Evidence Compare(string engine, string inputs, Activation activation, double assumedAlpha)
    {
        GramMatrix start = Experiment.Start(inputs);
        int m = start.Size;

        // The first branch is switched off, so the second layer has the input Y_0, the same in every replica.
        var branches = BranchScaling.FromValues(0, Alpha);
        ITransition<double> transition = new ResidualLayers(start, Width, branches, activation).CreateTransition(
            Enum.Parse<ResidualEngine>(engine, ignoreCase: true), ManagedBlas<double>.Instance);
        using var workspace = new Workspace(transition.Requirement);
        double[] given = new double[transition.StateLength];
        transition.Start(given, Key.Stream(0, 0), workspace);
        transition.Advance(given, Key.Stream(0, 0), workspace);
        Matrix<double> y = PreActivations(transition, given, start);
        Matrix<double> phi = y.Map(activation.Apply);
        Matrix<double> q = y.TransposeThisAndMultiply(y) / Width;
        Matrix<double> r = assumedAlpha * assumedAlpha * phi.TransposeThisAndMultiply(phi) / Width;

        double[] state = new double[given.Length];
        double[] rows = new double[ObservationRows.Length(m, transition.ReplicasPerState)];
        double[,] v = new double[m, m];
        var samples = new double[m, m][];
        Each(m, (a, b) => samples[a, b] = new double[Draws]);
        for (int draw = 0; draw < Draws; draw++)
        {
            given.CopyTo(state, 0);
            transition.Advance(state, Key.Stream((uint)(draw * Lanes<double>.Count), 1), workspace);
            var written = new ObservationRows(rows, m, transition.ReplicasPerState);
            transition.Observe(state, written, workspace);
            written[0].CopyTo(v);
            Each(m, (a, b) => samples[a, b][draw] = v[a, b] - (q[a, b] + r[a, b]));
        }

        var evidence = new Evidence();
        Each(m, (a, b) =>
        {
            evidence.Mean($"E q'[{a},{b}]", samples[a, b], 0);
            Each(m, (c, d) => evidence.Mean(
                $"Cov(q'[{a},{b}], q'[{c},{d}])",
                Evidence.Map(samples[a, b], samples[c, d], (x, z) => x * z),
                ((q[a, c] * r[b, d]) + (q[a, d] * r[b, c]) + (q[b, c] * r[a, d]) + (q[b, d] * r[a, c])
                    + (r[a, c] * r[b, d]) + (r[a, d] * r[b, c])) / Width));
        });
        return evidence;
    }

    // The pre-activations of the first replica, in their own units.
    private static Matrix<double> PreActivations(ITransition<double> transition, double[] state, GramMatrix start)
    {
        int m = start.Size;
        double[] logs = new double[m];
        double[] references = new double[m];
        Matrix<double> y = Matrix<double>.Build.Dense(Width, m);
        if (transition.ReplicasPerState == 1)
        {
            var view = new ReplicaResidualState<double>(state, m, Width, new(Own: true, MayOppose: false));
            Span2D<double> neurons = view.Neurons.AsSpan2D(Width, m);
            for (int a = 0; a < m; a++)
            {
                logs[a] = view.Units.LogVariance(a);
                references[a] = a == 0 ? 0 : view.Units.References.Values[a];
                for (int i = 0; i < Width; i++)
                {
                    y[i, a] = neurons[i, a];
                }
            }
        }
        else
        {
            var view = new WideResidualState<double>(state, m, Width, new(Own: true, MayOppose: false));
            for (int a = 0; a < m; a++)
            {
                logs[a] = view.Units.LogVariance(a, 0);
                references[a] = a == 0 ? 0 : view.Units.Reference(a)[0];
                for (int i = 0; i < Width; i++)
                {
                    y[i, a] = Lanes<double>.Load(view.Neurons, (i * m) + a)[0];
                }
            }
        }

        return Matrix<double>.Build.Dense(Width, m, (i, a) => Math.Exp(logs[a] / 2) * (y[i, a] + (references[a] * y[i, 0])));
    }

    private static void Each(int m, Action<int, int> action)
    {
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                action(a, b);
            }
        }
    }
}
