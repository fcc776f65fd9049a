using System.CommandLine;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary><c>ttt eval</c>.</summary>
sealed class EvalCommand(Terminal terminal)
{
    // what a window needs to show a use of context
    const int CurveLength = 2048;

    readonly Argument<string[]> words = new("run") { Description = "runs, checkpoints or their model.safetensors, and last the text to predict", Arity = new ArgumentArity(2, 1000), HelpName = "RUN... TEXT" };
    readonly Option<bool> heldOut = Values.Flag("--held-out", "only the last tenth of the text, as training measures it");
    readonly Option<int?> length = Values.Integer("--length", "tokens of a window; every window starts anew [default: 256, with --by-index 2048]");
    readonly Option<bool> carry = Values.Flag("--carry", "one sequence from the first token to the last; the inner weights go on learning");
    readonly Option<int?> batch = Values.Integer("--batch", "windows at a time [default: 16, of curves 8]");
    readonly Option<long?> maxTokens = Values.Long("--max-tokens", "tokens to predict at most [default: all]");
    readonly Option<bool> byIndex = Values.Flag("--by-index", "perplexity by a token's index in its window, several models side by side");
    readonly Option<int[]> contextLengths = Values.Integers("--context-lengths", "perplexity of the same tokens after contexts of these lengths, several models side by side", "T,...");
    readonly Option<int?> windows = Values.Integer("--windows", "windows of a curve, spread evenly over the text [default: as many as fit, at least 16]");
    readonly Option<string?> tokenizer = Tokenizers.Option("the one beside the model, else bytes");
    readonly RecallCommandOptions recall = new();
    readonly EvaluationReport report = new();
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();
    readonly Devices device = new();
    readonly Option<string?> precision = Precisions.Option();

    public static Command Create(Terminal terminal) => new EvalCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("eval", "Measures how well models predict a text: loss, perplexity, bits per byte, and what they make of their context.")
        {
            words, heldOut, length, carry, batch, maxTokens, byIndex, contextLengths, windows, tokenizer,
        };
        foreach (var option in recall.All.Concat(report.All))
            command.Options.Add(option);
        libraries.AddTo(command);
        threads.AddTo(command);
        device.AddTo(command);
        command.Options.Add(precision);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        threads.Apply(parsed);
        var lengths = parsed.GetValue(contextLengths) ?? [];
        if (new[] { parsed.GetValue(byIndex), lengths.Length > 0, recall.Wanted(parsed) }.Count(wanted => wanted) > 1)
            throw new TttException("--by-index, --context-lengths, --passkey and --needle are different measurements; ask for one at a time");
        if (recall.Stray(parsed) is { } stray)
            throw new TttException($"{stray.Name} needs --passkey or --needle");
        var given = parsed.GetRequiredValue(words);
        var runs = new EvaluatedRuns(given[..^1], libraries.Paths(parsed), parsed.GetValue(tokenizer), device.Of(parsed), Precisions.Given(parsed, precision));
        if (parsed.GetValue(heldOut))
            runs.RequireOneHeldOutPart();
        if (parsed.GetValue(byIndex))
            Curves(parsed, runs, given[^1], CurveAxis.Index, (model, tokens) => CurveEvaluator.ByIndex(model, tokens, parsed.GetValue(length) ?? CurveLength, Windows(parsed), terminal.Interrupted));
        else if (lengths.Length > 0)
            Curves(parsed, runs, given[^1], CurveAxis.Context, (model, tokens) => CurveEvaluator.ByContext(model, tokens, lengths, Windows(parsed), terminal.Interrupted));
        else if (recall.Wanted(parsed))
            Recall(parsed, runs, given[^1]);
        else
            Summaries(parsed, runs, given[^1]);
        return ExitCode.Success;
    }

    void Curves(ParseResult parsed, EvaluatedRuns runs, string text, CurveAxis axis, Func<LanguageModel, int[], LossCurve> measure)
    {
        foreach (var other in (Option[])[carry, maxTokens])
            Refuse(parsed, other, "does not go with a curve");
        report.RequirePlaces(parsed, parsed.GetRequiredValue(words));
        var unit = "";
        var curves = runs.Each(run =>
        {
            unit = run.Unit;
            var tokens = run.Tokens(text, parsed.GetValue(heldOut));
            return new ModelCurve(run.Name, EvaluatedText.BytesPerToken(run.Tokenizer, tokens), measure(run.Model, tokens));
        });
        var set = new CurveSet(axis, unit, Path.GetFileName(text), curves);
        CurveTable.Write(terminal, set);
        report.Write(parsed, set.Plot, () => CurveJson.Write(set), () => CurveCsv.Write(set));
    }

    void Recall(ParseResult parsed, EvaluatedRuns runs, string text)
    {
        foreach (var other in (Option[])[carry, maxTokens, length, windows])
            Refuse(parsed, other, "does not go with --passkey or --needle");
        report.RequirePlaces(parsed, parsed.GetRequiredValue(words));
        var (probe, options, unit) = (recall.Probe(parsed, text), recall.Recall(parsed, parsed.GetValue(batch)), "");
        var models = runs.Each(run =>
        {
            unit = run.Unit;
            var tokens = run.Tokens(text, parsed.GetValue(heldOut));
            return new ModelRecall(run.Name, RecallEvaluator.Evaluate(run.Model, run.Tokenizer, tokens, probe, recall.Distances(parsed), options, terminal.Interrupted));
        });
        var found = new RecallReport(probe.Name, unit, Path.GetFileName(text), options.Choices, models);
        found.Write(terminal);
        report.Write(parsed, found.Plot, found.Json, found.Csv);
    }

    CurveOptions Windows(ParseResult parsed)
    {
        var defaults = new CurveOptions();
        return defaults with { Windows = parsed.GetValue(windows) ?? defaults.Windows, BatchSize = parsed.GetValue(batch) ?? defaults.BatchSize };
    }

    void Summaries(ParseResult parsed, EvaluatedRuns runs, string text)
    {
        foreach (var other in report.All.Append(windows))
            Refuse(parsed, other, "needs --by-index, --context-lengths, --passkey or --needle");
        runs.Each(run =>
        {
            if (runs.Paths.Count > 1)
                terminal.Line($"--- {run.Name}");
            Summary(parsed, run, text);
            return run.Name;
        });
    }

    void Summary(ParseResult parsed, EvaluatedRun run, string text)
    {
        var tokens = run.Tokens(text, parsed.GetValue(heldOut));
        var defaults = new EvaluationOptions();
        var options = defaults with
        {
            Length = parsed.GetValue(length) ?? defaults.Length,
            BatchSize = parsed.GetValue(batch) ?? defaults.BatchSize,
            MaxTokens = parsed.GetValue(maxTokens) ?? defaults.MaxTokens,
            CarryState = parsed.GetValue(carry),
        };
        var result = Evaluator.Evaluate(run.Model, tokens, EvaluatedText.BytesPerToken(run.Tokenizer, tokens, options.MaxTokens), options, terminal.Interrupted);
        var unit = run.Unit;
        var predicted = $"{unit}s predicted ";
        string Label(string text) => text.PadRight(predicted.Length);
        terminal.Line($"{predicted}{result.Tokens}");
        terminal.Line($"{Label("loss")}{result.Loss:0.0000} nats per {unit}");
        terminal.Line($"{Label("perplexity")}{result.Perplexity:0.000}");
        terminal.Line($"{Label("bits per byte")}{result.BitsPerByte:0.000}");
        terminal.Line();
        terminal.Show(ByIndex(result, unit));
    }

    static void Refuse(ParseResult parsed, Option option, string why)
    {
        if (parsed.GetResult(option) is { Implicit: false })
            throw new TttException($"{option.Name} {why}");
    }

    static Table ByIndex(EvaluationResult result, string unit)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns(new TableColumn("position"), new($"{unit}s") { Alignment = Justify.Right }, new("loss") { Alignment = Justify.Right },
                new("perplexity") { Alignment = Justify.Right }, new("bits/byte") { Alignment = Justify.Right });
        foreach (var bin in result.ByIndex)
            table.AddRow(Cells.Row($"{bin.From}-{bin.To - 1}", $"{bin.Tokens}", $"{bin.Loss:0.0000}", $"{bin.Perplexity:0.00}", $"{Bits.PerByte(bin.Loss, result.BytesPerToken):0.000}"));
        return table;
    }
}
