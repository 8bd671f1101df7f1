namespace HpCovSde.Plots.Rendering;

/// <summary>A coarse record of where a plot area has been drawn on, for finding a free place for text.</summary>
internal sealed class Ink
{
    private const double Cell = 4;

    private readonly PixelRect _area;
    private readonly int _columns;
    private readonly int _rows;
    private readonly bool[] _used;

    public Ink(in PixelRect area)
    {
        _area = area;
        _columns = (int)Math.Ceiling(area.Width / Cell);
        _rows = (int)Math.Ceiling(area.Height / Cell);
        _used = new bool[_columns * _rows];
    }

    /// <summary>Marks a segment that lies inside the area.</summary>
    public void Segment(PixelPoint a, PixelPoint b)
    {
        int steps = 1 + (int)(Math.Max(Math.Abs(b.X - a.X), Math.Abs(b.Y - a.Y)) * 2 / Cell);
        for (int i = 0; i <= steps; i++)
        {
            double t = (double)i / steps;
            Mark(a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y)));
        }
    }

    /// <summary>Marks the inside of a polygon (even-odd rule at the middle of each row of cells).</summary>
    public void Polygon(List<PixelPoint> polygon)
    {
        var crossings = new List<double>();
        for (int row = 0; row < _rows; row++)
        {
            double y = _area.Top + ((row + 0.5) * Cell);
            crossings.Clear();
            for (int i = 0; i < polygon.Count; i++)
            {
                PixelPoint a = polygon[i];
                PixelPoint b = polygon[(i + 1) % polygon.Count];
                if (a.Y <= y != b.Y <= y)
                {
                    crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                }
            }

            crossings.Sort();
            for (int i = 0; i + 1 < crossings.Count; i += 2)
            {
                Segment(new(crossings[i], y), new(crossings[i + 1], y));
            }
        }
    }

    /// <summary>
    /// A place for a box of the given size in the corners or in the middle of the upper edge where nothing has been drawn; null if
    /// there is none.
    /// </summary>
    public PixelRect? FreePlace(double width, double height)
    {
        const double Margin = 8;
        if (width + (2 * Margin) > _area.Width || height + (2 * Margin) > _area.Height)
        {
            return null;
        }

        double left = _area.Left + Margin;
        double right = _area.Right - Margin - width;
        double top = _area.Top + Margin;
        double bottom = _area.Bottom - Margin - height;
        ReadOnlySpan<PixelPoint> places =
        [
            new(right, top), new(left, top), new(right, bottom), new(left, bottom), new((left + right) / 2, top),
        ];
        foreach (PixelPoint place in places)
        {
            var box = new PixelRect(place.X, place.Y, width, height);
            if (IsFree(box))
            {
                return box;
            }
        }

        return null;
    }

    private bool IsFree(in PixelRect box)
    {
        for (int row = Row(box.Top); row <= Row(box.Bottom); row++)
        {
            for (int column = Column(box.Left); column <= Column(box.Right); column++)
            {
                if (_used[(row * _columns) + column])
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Mark(double x, double y) => _used[(Row(y) * _columns) + Column(x)] = true;

    private int Row(double y) => Math.Clamp((int)((y - _area.Top) / Cell), 0, _rows - 1);

    private int Column(double x) => Math.Clamp((int)((x - _area.Left) / Cell), 0, _columns - 1);
}
