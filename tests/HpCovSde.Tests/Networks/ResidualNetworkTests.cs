using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Networks;

public sealed class ResidualNetworkTests
{
    private static readonly RandomKey Key = new(5, StreamMap.Purposes.ResidualNetwork);

    public static TheoryData<int, string> Cases
    {
        get
        {
            var rows = new TheoryData<int, string>();
            foreach (int inputs in new[] { 1, 2, 3, 5, 9, 12 })
            {
                foreach (string activation in new[] { "relu", "leaky", "linear", "abs", "tanh", "gelu", "softplus" })
                {
                    rows.Add(inputs, activation);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_route_equals_the_plain_network(int inputs, string name)
    {
        // Scales large and small, so that units change on the way; 67 neurons are no whole number of anything.
        double[] branches = [0.5, 0, 1, 40, 0.01];
        Activation activation = name == "leaky" ? ReluFamily.LeakyRelu(0.9) : Activation.BuiltIn.Single(a => a.Name == name);
        GramMatrix start = WellConditioned(inputs);
        var layers = new ResidualLayers(start, 67, BranchScaling.FromValues(branches), activation);
        AssertClose(false, ResidualEngine.Wide);
        AssertClose(false, ResidualEngine.Blocked);
        AssertClose(true, ResidualEngine.Explicit);

        void AssertClose(bool explicitly, ResidualEngine engine)
        {
            ITransition<double> transition = layers.CreateTransition(engine, ManagedBlas<double>.Instance);
            Matrix<double> y = PlainResidual.Run(start, activation, 67, branches, Key, 3, explicitly);
            Matrix<double> y0 = PlainResidual.Run(start, activation, 67, [], Key, 3, explicitly);
            double[] row = Row(transition, branches.Length);
            var sample = new CovarianceSample(row, inputs);
            for (int a = 0; a < inputs; a++)
            {
                double norm = y.Column(a).Map(activation.Apply).L2Norm() / y0.Column(a).Map(activation.Apply).L2Norm();
                Assert.Equal(Math.Log(norm), sample.LogFeatureNorm(a), 1e-10);
                for (int b = 0; b <= a; b++)
                {
                    double scale = y.Column(a).L2Norm() * y.Column(b).L2Norm() / 67;
                    Assert.Equal(y.Column(a).DotProduct(y.Column(b)) / 67, sample.Covariance(a, b), 1e-10 * scale);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, "leaky")]
    [InlineData(4, 1, "abs")]
    [InlineData(4, 1, "softplus")]
    [InlineData(33, 1, "leaky")]
    [InlineData(4, 2, "leaky")]
    [InlineData(4, 2, "sin")]
    [InlineData(9, 3, "silu")]
    public void Few_neurons_whose_normals_are_drawn_for_several_layers_equal_the_plain_network(int width, int inputs, string name)
    {
        // Not a whole number of groups of layers; one large scale makes the units change.
        double[] branches = [.. Enumerable.Range(0, 37).Select(l => l == 20 ? 2000 : 0.2)];
        Activation activation = name == "leaky" ? ReluFamily.LeakyRelu(0.5) : Activation.BuiltIn.Single(a => a.Name == name);
        GramMatrix start = WellConditioned(inputs);
        var layers = new ResidualLayers(start, width, BranchScaling.FromValues(branches), activation);
        int layersAtOnce = layers.NormalsOfSeveralLayers<double>().StepsAtOnce;
        ITransition<double> transition = layers.CreateTransition(ResidualEngine.Narrow, ManagedBlas<double>.Instance);
        double[] rows = AllRows(transition, branches.Length);
        int length = CovarianceLayout.RowLength(inputs);
        for (int replica = 0; replica < transition.ReplicasPerState; replica++)
        {
            Matrix<double> y = PlainResidual.Run(
                start, activation, width, branches, Key, 3 + (uint)replica, explicitly: false, layersAtOnce);
            var sample = new CovarianceSample(rows.AsSpan(replica * length, length), inputs);
            for (int a = 0; a < inputs; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    double scale = y.Column(a).L2Norm() * y.Column(b).L2Norm() / width;
                    Assert.Equal(y.Column(a).DotProduct(y.Column(b)) / width, sample.Covariance(a, b), 1e-8 * scale);
                }
            }
        }
    }

    [Fact]
    public void Branch_scales_of_zero_leave_the_inputs_as_they_were_drawn()
    {
        GramMatrix start = Chains.Inputs(3);
        double[] once = Rows(new ResidualNetwork(30, BranchScaling.FromValues([0]), ReluFamily.Relu), start);
        double[] often = Rows(new ResidualNetwork(30, BranchScaling.FromValues([0, 0, 0, 0, 0]), ReluFamily.Relu), start);
        Assert.Equal(once, often);
    }

    [Fact]
    public void More_inputs_than_neurons_have_a_singular_covariance_by_either_route()
    {
        foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
        {
            using var ensemble = new Ensemble(1);
            var branches = BranchScaling.FromValues([0.5, 0.5, 0.5]);
            var network = new ResidualNetwork(4, branches, ReluFamily.LeakyRelu(0.2)) { Sampling = sampling };
            EnsembleResult result = ensemble.Run(network, WellConditioned(18), new RunOptions { Replicas = 8 });
            Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), log => Assert.True(double.IsNaN(log)));
            Assert.Equal(0, result.Events.NonFinite);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(18)]
    [InlineData(40)]
    public void The_scratch_suffices_whatever_the_last_panel_of_neurons_is(int inputs)
    {
        var scales = BranchScaling.FromValues([0.5]);
        foreach (int width in new[] { 1, 2, 3, 5, 17, 127, 128, 129, 130, 133, 160, 255 })
        {
            var layers = new ResidualLayers(WellConditioned(inputs), width, scales, ReluFamily.Relu);
            foreach (ResidualEngine engine in new[] { ResidualEngine.Blocked, ResidualEngine.Explicit })
            {
                double[] row = Row(layers.CreateTransition(engine, ManagedBlas<double>.Instance), 1);
                Assert.False(new CovarianceSample(row, inputs).IsNonFinite);
            }
        }
    }

    [Fact]
    public void A_network_that_does_not_exist_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualNetwork(0, BranchScaling.FromValues([1]), ReluFamily.Relu));
        Assert.Throws<ArgumentException>(() => new ResidualNetwork(1, BranchScaling.FromValues([]), ReluFamily.Relu));
        Assert.Throws<ArgumentException>(() => new ResidualNetwork(1, BranchScaling.FromValues([1, double.NaN]), ReluFamily.Relu));
        Assert.Throws<ArgumentException>(() => new ResidualNetwork(1, BranchScaling.FromValues([1e200]), ReluFamily.Relu));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResidualNetwork.Uniform(1, 0, ReluFamily.Relu));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(1, 1).Integrate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualDiffusion(1, 1).Integrate(1e-10));
    }

    [Fact]
    public void Sampling_is_chosen_by_the_numbers_of_inputs_and_neurons()
    {
        Assert.Equal(WeightSampling.Conditional, ResidualNetwork.Uniform(1, 1, ReluFamily.Relu).SamplingFor(3));
        Assert.Equal(WeightSampling.Explicit, ResidualNetwork.Uniform(17, 1, ReluFamily.Relu).SamplingFor(18));
        Assert.Equal(WeightSampling.Conditional, ResidualNetwork.Uniform(18, 1, ReluFamily.Relu).SamplingFor(18));
        Assert.IsType<NarrowResidual<double, PiecewiseLinear<double>>>(Transition(192));
        Assert.IsType<WideResidual<double, PiecewiseLinear<double>>>(Transition(193));
        Assert.IsType<WideResidual<double, PiecewiseLinear<double>>>(Transition(ResidualNetwork.LargestWideState));
        Assert.IsType<BlockedResidual<double, PiecewiseLinear<double>>>(Transition(ResidualNetwork.LargestWideState + 1));

        static ITransition<double> Transition(int width) =>
            ResidualNetwork.Uniform(width, 9, ReluFamily.Relu).CreateTransition(GramMatrix.Single(), ManagedBlas<double>.Instance);
    }

    [Fact]
    public void A_feedforward_network_has_no_feature_norm()
    {
        using var ensemble = new Ensemble(1);
        EnsembleResult result = ensemble.Run(
            new FeedforwardNetwork(4, 2, ReluFamily.Relu),
            GramMatrix.Pair(0),
            new RunOptions { Replicas = 8, Quantities = [Quantity.LogFeatureNorm(1)] });
        Assert.All(result.Samples(Quantity.LogFeatureNorm(1)).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    private static GramMatrix WellConditioned(int inputs)
    {
        double[,] gram = new double[inputs, inputs];
        for (int a = 0; a < inputs; a++)
        {
            for (int b = 0; b < inputs; b++)
            {
                gram[a, b] = Math.Sqrt((a + 1) * (b + 1)) * (a == b ? 1 : 0.3);
            }
        }

        return GramMatrix.FromMatrix(gram);
    }

    private static double[] Rows(ResidualNetwork network, GramMatrix start) =>
        Row(((IChain)network).CreateTransition(start, ManagedBlas<double>.Instance), network.Depth);

    // Of replica 3, the first of the state.
    private static double[] Row(ITransition<double> transition, int depth) =>
        AllRows(transition, depth)[..CovarianceLayout.RowLength(transition.Inputs)];

    private static double[] AllRows(ITransition<double> transition, int depth)
    {
        using var workspace = new Workspace(transition.Requirement);
        double[] state = new double[transition.StateLength];
        double[] rows = new double[ObservationRows.Length(transition.Inputs, transition.ReplicasPerState)];
        transition.Start(state, Key.Stream(3, 0), workspace);
        for (uint layer = 0; layer < depth; layer++)
        {
            transition.Advance(state, Key.Stream(3, layer), workspace);
        }

        transition.Observe(state, new(rows, transition.Inputs, transition.ReplicasPerState), workspace);
        return rows;
    }
}
