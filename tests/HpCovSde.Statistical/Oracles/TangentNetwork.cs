using HpCovSde.Statistics;

namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// A plain simulation with explicit weights of one input h and one tangent vector e at it, to which the difference of a second input
/// shrinks: e' = J e, where J is the derivative of a layer. Both are kept as unit vectors and logarithms of their lengths. Shares no code
/// with the engines.
/// Source: Benettin et al. 1980, for the growth of tangent vectors.
/// </summary>
/// <remarks>
/// If φ is homogeneous, J h = h', and the part of e along h is taken out after each layer. If it is not, |h| is stationary, and the length
/// of e alone has the growth of the angle.
/// </remarks>
internal sealed class TangentNetwork(int width, Func<double, double> value, Func<double, double> slope)
{
    private const int LayersOfBlock = 2000;

    private readonly double[] _pre = new double[width];
    private readonly double[] _tangent = new double[width];
    private PlainNormals _normals = new(0);

    /// <summary>c in z = √(c/n) W h.</summary>
    internal double Normalization { get; init; } = 1;

    /// <summary>True for Y' = Y + W φ(Y)/√n, whose variance is that of Y.</summary>
    internal bool IsResidual { get; init; }

    /// <summary>True if φ(sx) = s φ(x) for s &gt; 0: then h is made a unit vector after each layer.</summary>
    internal bool IsHomogeneous { get; init; }

    /// <summary>
    /// What a layer adds, from that many layers. If φ is not homogeneous, the mean and the variance of log V are those of its stationary
    /// law.
    /// </summary>
    internal LayerGrowth Measure(int layers, ulong seed)
    {
        _normals = new(seed);
        double[] h = [.. Enumerable.Range(0, width).Select(_ => _normals.Next())];
        double[] e = [.. Enumerable.Range(0, width).Select(_ => _normals.Next())];
        int blocks = layers / LayersOfBlock;
        double[] logVariance = new double[blocks];
        double[] logDistance = new double[blocks];
        double squares = 0;

        // One block first, for the start to be forgotten.
        for (int block = -1; block < blocks; block++)
        {
            double ofVariance = 0;
            double ofDistance = 0;
            for (int layer = 0; layer < LayersOfBlock; layer++)
            {
                Advance(h, e);
                double variance = Dot(h, h) * (IsResidual ? 1 : Normalization) / width;
                double log = Math.Log(variance);
                ofVariance += log;
                squares += block >= 0 ? log * log : 0;
                if (IsHomogeneous)
                {
                    Combine(e, 1, h, -Dot(h, e) / Dot(h, h));
                    Combine(h, 1 / Math.Sqrt(variance), h, 0);
                    ofDistance -= log;
                }

                double length = Dot(e, e);
                ofDistance += Math.Log(length);
                Combine(e, 1 / Math.Sqrt(length), e, 0);
            }

            if (block >= 0)
            {
                logVariance[block] = ofVariance / LayersOfBlock;
                logDistance[block] = ofDistance / LayersOfBlock;
            }
        }

        Growth ofLogVariance = Of(logVariance);
        double mean = ofLogVariance.Mean;
        double stationary = (squares / ((double)blocks * LayersOfBlock)) - (mean * mean);
        return new(IsHomogeneous ? ofLogVariance : ofLogVariance with { Variance = stationary }, Of(logDistance));
    }

    private static Growth Of(double[] means)
    {
        Moments moments = Moments.Of(means);
        return new(moments.Mean, moments.Variance * LayersOfBlock, moments.StandardError);
    }

    private void Advance(double[] h, double[] e)
    {
        if (IsResidual)
        {
            double[] features = [.. h.Select(value)];
            double[] tangents = [.. e.Select((x, i) => slope(h[i]) * x)];
            Multiply(features, tangents, 1);
            Combine(h, 1, _pre, 1);
            Combine(e, 1, _tangent, 1);
            return;
        }

        Multiply(h, e, Normalization);
        for (int i = 0; i < width; i++)
        {
            h[i] = value(_pre[i]);
            e[i] = slope(_pre[i]) * _tangent[i];
        }
    }

    // √(scale/n) W times both.
    private void Multiply(double[] x, double[] y, double scale)
    {
        double factor = Math.Sqrt(scale / width);
        for (int i = 0; i < width; i++)
        {
            double ofX = 0;
            double ofY = 0;
            for (int j = 0; j < width; j++)
            {
                double w = _normals.Next();
                ofX += w * x[j];
                ofY += w * y[j];
            }

            _pre[i] = factor * ofX;
            _tangent[i] = factor * ofY;
        }
    }

    private static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    private static void Combine(double[] x, double ofX, double[] y, double ofY)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (ofX * x[i]) + (ofY * y[i]);
        }
    }
}
