namespace HpCovSde.Plots.Rendering;

/// <summary>A point in pixels, y downwards.</summary>
internal readonly record struct PixelPoint(double X, double Y);

/// <summary>An axis-parallel rectangle in pixels, y downwards.</summary>
internal readonly record struct PixelRect(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public bool Contains(PixelPoint p) => p.X >= Left && p.X <= Right && p.Y >= Top && p.Y <= Bottom;
}

/// <summary>The strokes of a path.</summary>
internal readonly record struct Stroke(PlotColor Color, double Width, LineDash Dash);
