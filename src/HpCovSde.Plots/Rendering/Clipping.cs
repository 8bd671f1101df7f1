namespace HpCovSde.Plots.Rendering;

/// <summary>
/// Cuts shapes at the edges of the plot area before they are written, so that the file contains no coordinates outside it.
/// Viewers treat huge coordinates differently, and a clip path would need an id, which can clash if figures share a page.
/// </summary>
internal static class Clipping
{
    /// <summary>The part of the segment a-b inside the rectangle (Liang and Barsky 1984); false if there is none.</summary>
    public static bool Segment(in PixelRect rect, ref PixelPoint a, ref PixelPoint b)
    {
        double dx = b.X - a.X;
        double dy = b.Y - a.Y;
        double enter = 0;
        double leave = 1;
        if (!Cut(-dx, a.X - rect.Left, ref enter, ref leave)
            || !Cut(dx, rect.Right - a.X, ref enter, ref leave)
            || !Cut(-dy, a.Y - rect.Top, ref enter, ref leave)
            || !Cut(dy, rect.Bottom - a.Y, ref enter, ref leave))
        {
            return false;
        }

        // Ends inside the rectangle stay the same, bit for bit, because consecutive segments must join.
        PixelPoint start = enter > 0 ? new(a.X + (enter * dx), a.Y + (enter * dy)) : a;
        b = leave < 1 ? new(a.X + (leave * dx), a.Y + (leave * dy)) : b;
        a = start;
        return true;
    }

    /// <summary>The part of a polygon inside the rectangle (Sutherland and Hodgman 1974).</summary>
    public static List<PixelPoint> Polygon(in PixelRect rect, List<PixelPoint> polygon)
    {
        double left = rect.Left;
        double right = rect.Right;
        double top = rect.Top;
        double bottom = rect.Bottom;
        List<PixelPoint> result = HalfPlane(polygon, p => p.X - left);
        result = HalfPlane(result, p => right - p.X);
        result = HalfPlane(result, p => p.Y - top);
        return HalfPlane(result, p => bottom - p.Y);
    }

    private static bool Cut(double direction, double distance, ref double enter, ref double leave)
    {
        if (direction == 0)
        {
            return distance >= 0;
        }

        double t = distance / direction;
        if (direction < 0)
        {
            enter = Math.Max(enter, t);
        }
        else
        {
            leave = Math.Min(leave, t);
        }

        return enter <= leave;
    }

    private static List<PixelPoint> HalfPlane(List<PixelPoint> polygon, Func<PixelPoint, double> depth)
    {
        var result = new List<PixelPoint>(polygon.Count + 4);
        for (int i = 0; i < polygon.Count; i++)
        {
            PixelPoint current = polygon[i];
            PixelPoint next = polygon[(i + 1) % polygon.Count];
            double here = depth(current);
            double there = depth(next);
            if (here >= 0)
            {
                result.Add(current);
            }

            if (here >= 0 != there >= 0)
            {
                double t = here / (here - there);
                result.Add(new(current.X + (t * (next.X - current.X)), current.Y + (t * (next.Y - current.Y))));
            }
        }

        return result;
    }
}
