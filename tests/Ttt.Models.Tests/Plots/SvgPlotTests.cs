using System.Globalization;
using System.Xml.Linq;

namespace Ttt.Models.Tests.Plots;

public sealed class SvgPlotTests
{
    static SvgPlot Plot(params PlotSeries[] series) => new() { Title = "a < b & \"c\"", XLabel = "step", YLabel = "bits per byte", Series = series };

    [Fact]
    public void It_is_well_formed_and_names_everything()
    {
        var svg = XDocument.Parse(Plot(new("train", [(0, 5.5), (100, 2.25)]), new("held-out", [(0, 5.4), (50, double.NaN), (100, 2.5)], Faint: true)).Render());
        var text = string.Join('|', svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        foreach (var part in new[] { "a < b & \"c\"", "step", "bits per byte", "train", "held-out", "|20|", "|100|" })
            Assert.Contains(part, text);
        var curves = svg.Descendants().Where(e => e.Name.LocalName == "path" && e.Attribute("stroke-width") is not null).Select(e => e.Attribute("d")!.Value).ToArray();
        Assert.Equal(2, curves.Length);
        Assert.Equal(2, curves[1].Count(c => c == 'M'));
    }

    [Fact]
    public void A_curve_of_one_point_is_a_dot() =>
        Assert.Single(XDocument.Parse(Plot(new("once", [(100, 2.25)]), new("often", [(0, 5), (100, 2)])).Render()).Descendants(), e => e.Name.LocalName == "circle");

    [Fact]
    public void Every_point_lies_inside_the_frame()
    {
        var points = Enumerable.Range(1, 500).Select(i => ((double)i * 37, 8 / Math.Sqrt(i))).ToArray();
        foreach (var logarithmic in new[] { false, true })
        {
            var plot = Plot(new PlotSeries("s", points)) with { LogarithmicX = logarithmic, LogarithmicY = logarithmic };
            var path = XDocument.Parse(plot.Render()).Descendants().Single(e => e.Attribute("stroke-width")?.Value == "2").Attribute("d")!.Value;
            var numbers = path.Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(1000, numbers.Length);
            for (var i = 0; i < numbers.Length; i += 2)
            {
                Assert.InRange(numbers[i], 63.99, 704.01);
                Assert.InRange(numbers[i + 1], 39.99, 372.01);
            }
        }
    }

    [Theory]
    [InlineData(2.1e9, 4.2e9)]
    [InlineData(12, 13.6)]
    [InlineData(2.1, 4.9)]
    [InlineData(0.011, 0.019)]
    [InlineData(3, 40)]
    public void A_short_logarithmic_axis_has_marks_too(double low, double high)
    {
        var plot = Plot(new PlotSeries("s", [(1, low), (2, high)])) with { LogarithmicY = true };
        var marks = XDocument.Parse(plot.Render()).Descendants().Where(e => e.Name.LocalName == "text").Count(e => double.TryParse(e.Value, CultureInfo.InvariantCulture, out var value) && value >= low * 0.999 && value <= high * 1.001);
        Assert.InRange(marks, 3, 9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_points_are_no_fault(int count) =>
        Assert.NotEmpty(XDocument.Parse(Plot(new PlotSeries("s", [.. Enumerable.Repeat((3.0, 3.0), count)])).Render()).Root!.Elements());

    [Fact]
    public void The_text_does_not_depend_on_the_culture()
    {
        var plot = Plot(new PlotSeries("s", [(0.5, 1.25), (1.75, 2.5)]));
        var expected = plot.Render();
        using (new ForeignCulture())
            Assert.Equal(expected, plot.Render());
    }
}
