using System.Globalization;
using System.Text;

namespace Ttt.Cli;

/// <summary>Curves as CSV, a line for each model and point.</summary>
static class CurveCsv
{
    public static string Write(CurveSet set)
    {
        var text = new StringBuilder("model,from,to,tokens,loss,standard_error,perplexity,perplexity_error,bits_per_byte\n");
        foreach (var model in set.Models)
            foreach (var point in model.Curve.Points)
                text.Append(Quote(model.Name)).Append(CultureInfo.InvariantCulture,
                    $",{point.From},{point.To},{point.Tokens},{point.Loss:R},{point.StandardError:R},{point.Perplexity:R},{point.PerplexityError:R},{Bits.PerByte(point.Loss, model.BytesPerToken):R}\n");
        return text.ToString();
    }

    public static string Quote(string name) => name.AsSpan().ContainsAny(",\"\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
