using System.Text;

namespace Ttt.Cli;

/// <summary>What a comparison on a text found: a page in Markdown, three plots, and everything as JSON.</summary>
sealed class TextReport(string title, string text, string unit, double bytesPerToken, IReadOnlyList<Outcome<TextScore>> outcomes)
{
    public const string File = "report.md", Data = "report.json", LossPlot = "loss.svg", IndexPlot = "by-index.svg", OperationsPlot = "operations.svg";

    readonly (CompareEntry Entry, Finished<TextScore> Run)[] finished = [.. outcomes.Where(o => o.Finished is not null).Select(o => (o.Entry, o.Finished!))];

    public void Save(string folder)
    {
        if (finished.Length > 0)
        {
            Losses().Save(Path.Combine(folder, LossPlot));
            Curves.Plot().Save(Path.Combine(folder, IndexPlot));
            Operations().Save(Path.Combine(folder, OperationsPlot));
        }
        AtomicFile.WriteText(Path.Combine(folder, Data), TextReportJson.Write(title, text, unit, bytesPerToken, outcomes, finished.Length > 0 ? Curves : null));
        AtomicFile.WriteText(Path.Combine(folder, File), Markdown());
    }

    CurveSet Curves => new(CurveAxis.Index, unit, text, [.. finished.Select(f => new ModelCurve(f.Entry.Name, bytesPerToken, f.Run.Score.Curve))]);

    string Markdown()
    {
        var page = new StringBuilder().Append($"# {title}\n\n");
        if (finished.Length > 0)
        {
            page.Append($"Trained on {text}, measured on the tenth of it that is held out. {Quantity.Spread([.. finished.Select(f => f.Run.Parameters)], "Parameters")}; {Quantity.Spread([.. finished.Select(f => f.Entry.Tokens)], "tokens")}.\n");
            page.Append($"Bits per byte and perplexity are of windows as long as those it was trained with; the last column is perplexity near the end of windows of {Curves.Models[0].Curve.Points[^1].To} {unit}s, ± the standard error over {Curves.Windows} windows.\n\n");
            page.Append(Summary()).Append($"\n## By index\n\n").Append(ByIndex());
            page.Append(FormattableString.Invariant($"\n![Perplexity by {unit} index]({IndexPlot})\n\n"));
            page.Append("## Training\n\n").Append($"![Loss]({LossPlot})\n\n![Perplexity against training operations]({OperationsPlot})\n");
        }
        foreach (var outcome in outcomes.Where(o => o.Failure is not null))
            page.Append($"\n**{outcome.Entry.Name}** failed: {outcome.Failure}\n");
        return page.ToString();
    }

    MarkdownTable Summary()
    {
        var last = finished[0].Run.Score.Curve.Points[^1];
        var table = new MarkdownTable("model", "parameters", "tokens", "training operations", "time", "bits per byte", "perplexity", FormattableString.Invariant($"at {CurveAxis.Index.Label(last)}"));
        foreach (var (entry, run) in finished)
        {
            var end = run.Score.Curve.Points[^1];
            table.Add(entry.Name, Quantity.Thousands(run.Parameters), Quantity.Thousands(entry.Tokens), Quantity.Operations(run.Operations), Quantity.Clock(run.Seconds),
                FormattableString.Invariant($"{run.Score.HeldOut.BitsPerByte:0.000}"), FormattableString.Invariant($"{run.Score.HeldOut.Perplexity:0.000}"), CurveTable.Cell(end.Perplexity, end.PerplexityError, "0.000", "0.000"));
        }
        return table;
    }

    MarkdownTable ByIndex()
    {
        var table = new MarkdownTable(["index", .. finished.Select(f => f.Entry.Name)]);
        var curves = finished.Select(f => f.Run.Score.Curve.Points).ToArray();
        for (var i = 0; i < curves[0].Count; i++)
            table.Add([CurveAxis.Index.Label(curves[0][i]), .. curves.Select(points => FormattableString.Invariant($"{points[i].Perplexity:0.000}"))]);
        return table;
    }

    SvgPlot Losses() => new()
    {
        Title = $"{title}: held-out loss",
        XLabel = $"{unit}s trained on",
        YLabel = "bits per byte",
        Series = [.. finished.Select(f => new PlotSeries(f.Entry.Name, [.. f.Run.History.Points.Where(p => p.HeldOutLoss is not null).Select(p => (TokensAt(f.Entry, p.Step), Bits.PerByte(p.HeldOutLoss!.Value, bytesPerToken)))]))],
    };

    static double TokensAt(CompareEntry entry, int step) => (entry.From?.Tokens ?? 0) + (double)step * entry.Training.UpdateRows * entry.Training.ContextLength;

    SvgPlot Operations() => new()
    {
        Title = $"{title}: perplexity against training operations",
        XLabel = "operations of all training",
        YLabel = $"perplexity per {unit}",
        LogarithmicX = true,
        LogarithmicY = true,
        Series = [.. finished.GroupBy(f => f.Entry.Series).Select(group => new PlotSeries(group.Key, [.. group.Select(f => (f.Run.Operations, f.Run.Score.HeldOut.Perplexity)).OrderBy(p => p.Operations)], Marked: true))],
    };
}
