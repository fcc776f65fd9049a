using System.Globalization;

namespace Ttt.Models;

/// <summary>One update of a training run. Losses are nats per token.</summary>
/// <param name="Step">Number of the update, from 1.</param>
/// <param name="Loss">Mean cross entropy of the batch before the update.</param>
/// <param name="LearningRate">The rate of the update.</param>
/// <param name="GradientNorm">Global norm before clipping.</param>
/// <param name="HeldOutLoss">Loss on the held-out text after the update, where it was measured.</param>
public sealed record LossPoint(int Step, double Loss, double LearningRate, double GradientNorm, double? HeldOutLoss = null);

/// <summary>The losses of a run, as JSON lines. No times in it: a resumed run writes the same bytes.</summary>
public sealed class LossHistory(IEnumerable<LossPoint> points)
{
    readonly List<LossPoint> points = [.. points];

    public LossHistory() : this([]) { }

    public IReadOnlyList<LossPoint> Points => points;

    public void Add(LossPoint point) => points.Add(point);

    /// <summary>One JSON object a line.</summary>
    public string ToJsonLines() => string.Concat(points.Select(JsonLine));

    /// <summary>A line of names, then a line for each update.</summary>
    public string ToCsv() => "step,loss,learning_rate,gradient_norm,held_out_loss\n" + string.Concat(points.Select(CsvLine));

    internal static string JsonLine(LossPoint point)
    {
        var heldOut = point.HeldOutLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $",\"held_out_loss\":{loss:R}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{{\"step\":{point.Step},\"loss\":{point.Loss:R},\"learning_rate\":{point.LearningRate:R},\"gradient_norm\":{point.GradientNorm:R}{heldOut}}}\n");
    }

    internal static string CsvLine(LossPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Step},{point.Loss:R},{point.LearningRate:R},{point.GradientNorm:R},{point.HeldOutLoss:R}\n");

    /// <exception cref="TttException">A line that is no loss point.</exception>
    public static LossHistory Load(string path)
    {
        var history = new LossHistory();
        var number = 0;
        foreach (var line in UserFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var source = $"{path}, line {++number}";
            using var document = ModelConfigJson.ParseDocument(line, source);
            var fields = new JsonFields(document.RootElement, source);
            history.Add(new(fields.Integer("step", 0), fields.Number("loss", double.NaN), fields.Number("learning_rate", 0), fields.Number("gradient_norm", 0), fields.Number("held_out_loss")));
            fields.Finish();
        }
        return history;
    }

    /// <summary>The loss curves as a plot in bits per byte.</summary>
    public SvgPlot Plot(string title, double bytesPerToken)
    {
        var scale = 1 / (Math.Log(2) * bytesPerToken);
        return new()
        {
            Title = title,
            XLabel = "step",
            YLabel = "bits per byte",
            Series =
            [
                new("train (batch)", [.. points.Select(p => ((double)p.Step, p.Loss * scale))], Faint: true),
                new("held-out", [.. points.Where(p => p.HeldOutLoss is not null).Select(p => ((double)p.Step, p.HeldOutLoss!.Value * scale))]),
            ],
        };
    }
}
