namespace Ttt.Models;

/// <summary>How a file of weights and a model fit together.</summary>
/// <param name="Missing">Parameters of the model that the file lacks.</param>
/// <param name="Unexpected">Tensors of the file that the model has no parameter for.</param>
/// <param name="Misshapen">Names whose shapes differ, with both shapes.</param>
public sealed record LoadReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Misshapen)
{
    public bool Complete => Missing.Count + Unexpected.Count + Misshapen.Count == 0;

    /// <exception cref="TttException">One line for each kind of misfit.</exception>
    public void ThrowIfIncomplete(string source)
    {
        if (Complete)
            return;
        var lines = new List<string>();
        Line(lines, source, "missing", Missing);
        Line(lines, source, "unexpected", Unexpected);
        Line(lines, source, "misshapen", Misshapen);
        throw new TttException(string.Join('\n', lines));
    }

    static void Line(List<string> lines, string source, string kind, IReadOnlyList<string> names)
    {
        const int shown = 5;
        if (names.Count > 0)
            lines.Add($"{source}: {names.Count} {kind} {(names.Count == 1 ? "tensor" : "tensors")}: {string.Join(", ", names.Take(shown))}{(names.Count > shown ? ", ..." : "")}");
    }
}
