using System.Text.Json;

namespace Ttt.Models;

/// <summary>Tasks as configurations name them.</summary>
public static class SyntheticTasks
{
    static readonly string[] Names = ["mqar", "selective-copy", "parity", "linear-regression"];

    /// <summary>Reads <c>{ "task": "mqar", "pairs": 8, … }</c>; <paramref name="accepted"/> are keys of other meaning.</summary>
    /// <exception cref="TttException">There is no such task, a size cannot work, or a key is unknown.</exception>
    public static ISyntheticTask Read(JsonElement element, string source, params ReadOnlySpan<string> accepted)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new TttException($"{source} must be an object");
        var fields = new JsonFields(element, source);
        fields.Accept(accepted);
        var name = fields.Text("task", "");
        ISyntheticTask task = name switch
        {
            "mqar" => Mqar(fields),
            "selective-copy" => SelectiveCopy(fields),
            "parity" => Parity(fields),
            "linear-regression" => LinearRegression(fields),
            _ => throw new TttException($"{source}: there is no task '{name}'; known are {string.Join(", ", Names)}{Suggestion.For(name, Names)}"),
        };
        fields.Finish();
        return task;
    }

    static Mqar Mqar(JsonFields fields)
    {
        var task = new Mqar(fields.Integer("pairs", 8), fields.Integer("symbols", 32), fields.Integer("length", 64));
        fields.Require(task.Pairs >= 1, $"'pairs' must be at least 1, not {task.Pairs}");
        fields.Require(task.Symbols >= task.Pairs, $"'symbols' must be at least the {task.Pairs} of 'pairs', not {task.Symbols}");
        fields.Require(task.Length >= 3L * task.Pairs, $"'length' must be at least three for each of {task.Pairs} pairs, not {task.Length}");
        return task;
    }

    static SelectiveCopy SelectiveCopy(JsonFields fields)
    {
        var task = new SelectiveCopy(fields.Integer("count", 8), fields.Integer("symbols", 14), fields.Integer("length", 64));
        fields.Require(task.Count >= 1, $"'count' must be at least 1, not {task.Count}");
        fields.Require(task.Symbols >= 2, $"'symbols' must be at least 2, not {task.Symbols}");
        fields.Require(task.Length >= 2L * task.Count, $"'length' must be at least two for each of {task.Count} symbols, not {task.Length}");
        return task;
    }

    static Parity Parity(JsonFields fields)
    {
        var length = fields.Integer("length", 32);
        var task = new Parity(length, fields.Integer("test_length", (int)Math.Min(4L * length, int.MaxValue)));
        fields.Require(task.Length >= 1 && task.TestLength >= 1, $"'length' and 'test_length' must be at least 1, not {task.Length} and {task.TestLength}");
        return task;
    }

    static LinearRegression LinearRegression(JsonFields fields)
    {
        var task = new LinearRegression(fields.Integer("dimensions", 8), fields.Integer("examples", 32), fields.Number("noise", 0.1));
        fields.Require(task.Dimensions >= 1, $"'dimensions' must be at least 1, not {task.Dimensions}");
        fields.Require(task.Examples >= 1, $"'examples' must be at least 1, not {task.Examples}");
        fields.Require(task.Noise > 0 && double.IsFinite(task.Noise), FormattableString.Invariant($"'noise' must be a positive number, not {task.Noise}"));
        return task;
    }
}
