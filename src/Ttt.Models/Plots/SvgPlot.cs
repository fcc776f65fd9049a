using System.Globalization;
using System.Security;
using System.Text;

namespace Ttt.Models;

/// <summary>A line plot as an SVG document: axes with round ticks, labels, a legend, any number of curves.</summary>
public sealed record SvgPlot
{
    const double Left = 64, Top = 40, Right = 16, Bottom = 48;
    static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e933c", "#e09f3e", "#6d4c9f", "#3aafb9", "#8c564b", "#7f7f7f", "#bcbd22", "#e377c2", "#17365c", "#5a8f00"];

    public required string Title { get; init; }
    public required string XLabel { get; init; }
    public required string YLabel { get; init; }
    public required IReadOnlyList<PlotSeries> Series { get; init; }
    public bool LogarithmicX { get; init; }
    public bool LogarithmicY { get; init; }

    /// <summary>Size in pixels.</summary>
    public int Width { get; init; } = 720;

    /// <summary>Size in pixels.</summary>
    public int Height { get; init; } = 420;

    /// <summary>Writes the document, atomically.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, Render());

    /// <summary>The document; the same data give the same text.</summary>
    public string Render()
    {
        var x = new Axis(Series.SelectMany(s => s.Points).Select(p => p.X), Left, Width - Right, LogarithmicX);
        var y = new Axis(Series.SelectMany(s => s.Points).Select(p => p.Y), Height - Bottom, Top, LogarithmicY);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Line(svg, $"<text x=\"{Width / 2.0}\" y=\"22\" text-anchor=\"middle\" font-size=\"15\">{Escape(Title)}</text>");
        Grid(svg, x, y);
        for (var i = 0; i < Series.Count; i++)
            Curve(svg, Series[i], Colours[i % Colours.Length], x, y);
        Legend(svg);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    void Grid(StringBuilder svg, Axis x, Axis y)
    {
        foreach (var tick in y.Ticks)
        {
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.Pixel(tick):0.##}\" y2=\"{y.Pixel(tick):0.##}\" stroke=\"#e4e4e4\"/>");
            Line(svg, $"<text x=\"{Left - 6}\" y=\"{y.Pixel(tick) + 4:0.##}\" text-anchor=\"end\">{Axis.Label(tick)}</text>");
        }
        foreach (var tick in x.Ticks)
        {
            Line(svg, $"<line x1=\"{x.Pixel(tick):0.##}\" x2=\"{x.Pixel(tick):0.##}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#f0f0f0\"/>");
            Line(svg, $"<text x=\"{x.Pixel(tick):0.##}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Axis.Label(tick)}</text>");
        }
        Line(svg, $"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#444444\"/>");
        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{Escape(XLabel)}</text>");
        Line(svg, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Escape(YLabel)}</text>");
    }

    static void Curve(StringBuilder svg, PlotSeries series, string colour, Axis x, Axis y)
    {
        var path = new StringBuilder();
        var gap = true;
        foreach (var point in series.Points)
        {
            if (!x.Shows(point.X) || !y.Shows(point.Y))
            {
                gap = true;
                continue;
            }
            path.Append(CultureInfo.InvariantCulture, $"{(gap ? 'M' : 'L')}{x.Pixel(point.X):0.##} {y.Pixel(point.Y):0.##}");
            gap = false;
        }
        var (width, opacity) = series.Faint ? (1, 0.35) : (2, 1.0);
        Line(svg, $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\" stroke-linejoin=\"round\"/>");
        foreach (var point in series.Points.Where(p => (series.Marked || series.Points.Count == 1) && x.Shows(p.X) && y.Shows(p.Y)))
            Line(svg, $"<circle cx=\"{x.Pixel(point.X):0.##}\" cy=\"{y.Pixel(point.Y):0.##}\" r=\"3.5\" fill=\"{colour}\"/>");
    }

    void Legend(StringBuilder svg)
    {
        var left = Width - Right - 24 - 7.0 * Series.Select(s => s.Name.Length).DefaultIfEmpty(0).Max();
        for (var i = 0; i < Series.Count; i++)
        {
            var baseline = Top + 16 + 18 * i;
            Line(svg, $"<line x1=\"{left - 12}\" x2=\"{left + 8}\" y1=\"{baseline - 4}\" y2=\"{baseline - 4}\" stroke=\"{Colours[i % Colours.Length]}\" stroke-width=\"3\"/>");
            Line(svg, $"<text x=\"{left + 14}\" y=\"{baseline}\">{Escape(Series[i].Name)}</text>");
        }
    }

    static string Escape(string text) => SecurityElement.Escape(text);

    static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
