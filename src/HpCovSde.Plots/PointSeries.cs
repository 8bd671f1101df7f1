using System.Globalization;
using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// Points with optional symmetric error bars. The marker (disc, square, triangle, diamond) depends on the position in the chart,
/// so that series also differ without colour. On a logarithmic axis the points must be positive; an error bar that reaches 0 or below
/// ends at the edge of the plot area.
/// </summary>
public sealed class PointSeries : Series
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _error;

    /// <summary>Describes points.</summary>
    /// <param name="name">The name in the legend, or null.</param>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Ordinates.</param>
    /// <param name="error">
    /// Half the lengths of the error bars, not negative, in units of y; empty for no bars; NaN for no bar at a point.
    /// </param>
    /// <param name="color">The colour; null: from the palette by position.</param>
    /// <exception cref="ArgumentException">The lengths differ or an error is negative.</exception>
    public PointSeries(
        string? name,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> error = default,
        PlotColor? color = null)
        : base(name, color)
    {
        CheckLengths(x.Length, y.Length, nameof(y));
        if (!error.IsEmpty)
        {
            CheckLengths(x.Length, error.Length, nameof(error));
        }

        for (int i = 0; i < error.Length; i++)
        {
            if (error[i] < 0)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"error[{i}] = {error[i]:R} must not be negative."), nameof(error));
            }
        }

        _x = x.ToArray();
        _y = y.ToArray();
        _error = error.ToArray();
    }

    internal override void Measure(ref DataRange x, ref DataRange y)
    {
        Include(ref x, _x);
        Include(ref y, _y);
        for (int i = 0; i < _error.Length; i++)
        {
            y.IncludeDrawable(_y[i] - _error[i]);
            y.IncludeDrawable(_y[i] + _error[i]);
        }
    }

    internal override void Draw(Canvas canvas, PlotColor color, int index)
    {
        for (int i = 0; i < _x.Length; i++)
        {
            if (_error.Length > 0 && double.IsFinite(_error[i]))
            {
                canvas.ErrorBar(_x[i], _y[i] - _error[i], _y[i] + _error[i], color);
            }

            canvas.Marker(_x[i], _y[i], color, index);
        }
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, PlotColor color, int index)
    {
        double centerX = x + (Legend.KeyWidth / 2);
        double centerY = y + (Legend.KeyHeight / 2);
        if (_error.Length > 0)
        {
            Canvas.Bar(svg, centerX, y, y + Legend.KeyHeight, color);
        }

        Canvas.MarkerShape(svg, centerX, centerY, color, index);
    }
}
