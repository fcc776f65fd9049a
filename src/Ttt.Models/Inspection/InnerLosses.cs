using System.Globalization;
using System.Text;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>What the inner loops of a model learn on a text: the self-supervised loss before and after every step (arXiv:2407.04620, figure 4).</summary>
public static class InnerLosses
{
    /// <summary>A curve for every block whose layer has an inner loop.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids_BT">Sequences, each from its start.</param>
    /// <param name="skipped">Is told of blocks whose layer cannot be asked, and why.</param>
    public static IReadOnlyList<InnerLossCurve> Of(LanguageModel model, Tensor ids_BT, Action<int, string>? skipped = null)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(model.Precision.Type());
        var curves = new List<InnerLossCurve>();
        var x_BTC = model.Backbone.Embed(ids_BT);
        for (var i = 0; i < model.Backbone.Blocks.Count; i++)
        {
            var (block, number) = (model.Backbone.Blocks[i], i);
            x_BTC = block.forward(x_BTC, (PackedDocuments?)null, (part, input, _) =>
            {
                if (part != BlockPart.Mixer || block.Mixer is not TttLayer layer)
                    return;
                try
                {
                    var (loss, answers) = (new InnerLossFunction(layer), layer.InnerAnswers(input));
                    curves.Add(new(number, layer.Description.Name, loss.ByPosition(answers.Initial, answers.Label), loss.ByPosition(answers.Before, answers.Label), loss.ByPosition(answers.After, answers.Label)));
                }
                catch (NotSupportedException e)
                {
                    skipped?.Invoke(number, e.Message);
                }
            });
        }
        return curves;
    }

    /// <summary>A line for every block and position.</summary>
    public static string ToCsv(this IEnumerable<InnerLossCurve> curves)
    {
        var table = new StringBuilder("block,layer,position,initial,before,after\n");
        foreach (var curve in curves)
            for (var t = 0; t < curve.Initial.Length; t++)
                table.Append(CultureInfo.InvariantCulture, $"{curve.Block + 1},{curve.Layer},{t},{curve.Initial[t]:R},{curve.Before[t]:R},{curve.After[t]:R}\n");
        return table.ToString();
    }

    /// <summary>The three curves of a block.</summary>
    public static SvgPlot Plot(this InnerLossCurve curve)
    {
        PlotSeries series(string name, double[] values) => new(name, [.. values.Select((value, t) => ((double)t, value))]);
        return new()
        {
            Title = $"Inner loss of block {curve.Block + 1} ({curve.Layer})",
            XLabel = "token",
            YLabel = "inner loss",
            Series = [series("W₀", curve.Initial), series("before the step", curve.Before), series("after the step", curve.After)],
        };
    }
}
