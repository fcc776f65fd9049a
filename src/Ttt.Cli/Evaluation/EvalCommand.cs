using System.CommandLine;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary><c>ttt eval</c>.</summary>
sealed class EvalCommand(Terminal terminal)
{
    readonly Argument<string> run = Checkpoint.Argument();
    readonly Argument<string> text = new("text") { Description = "the text to predict", HelpName = "TEXT" };
    readonly Option<bool> heldOut = Values.Flag("--held-out", "only the last tenth of the text, as training measures it");
    readonly Option<int?> length = Values.Integer("--length", "bytes of a window; every window starts anew [default: 256]");
    readonly Option<bool> carry = Values.Flag("--carry", "one sequence from the first byte to the last; the inner weights go on learning");
    readonly Option<int?> batch = Values.Integer("--batch", "windows at a time [default: 16]");
    readonly Option<long?> maxTokens = Values.Long("--max-tokens", "bytes to predict at most [default: all]");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();

    public static Command Create(Terminal terminal) => new EvalCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("eval", "Measures how well a model predicts a text: loss, perplexity, bits per byte, and each by position in the sequence.")
        {
            run, text, heldOut, length, carry, batch, maxTokens,
        };
        libraries.AddTo(command);
        threads.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        threads.Apply(parsed);
        using var model = Checkpoint.Load(parsed.GetRequiredValue(run), libraries.Paths(parsed));
        var (tokens, bytesPerToken) = Tokens(parsed.GetRequiredValue(text), parsed.GetValue(heldOut));
        var defaults = new EvaluationOptions();
        var options = defaults with
        {
            Length = parsed.GetValue(length) ?? defaults.Length,
            BatchSize = parsed.GetValue(batch) ?? defaults.BatchSize,
            MaxTokens = parsed.GetValue(maxTokens) ?? defaults.MaxTokens,
            CarryState = parsed.GetValue(carry),
        };
        var result = Evaluator.Evaluate(model, tokens, bytesPerToken, options, terminal.Interrupted);
        terminal.Line($"bytes predicted {result.Tokens}");
        terminal.Line($"loss            {result.Loss:0.0000} nats per byte");
        terminal.Line($"perplexity      {result.Perplexity:0.000}");
        terminal.Line($"bits per byte   {result.BitsPerByte:0.000}");
        terminal.Line();
        terminal.Show(ByIndex(result));
        return ExitCode.Success;
    }

    static (int[] Tokens, double BytesPerToken) Tokens(string path, bool heldOut)
    {
        ITokenizer tokenizer = new ByteTokenizer();
        if (heldOut)
        {
            var corpus = TextCorpus.Load(path, tokenizer);
            return (corpus.HeldOut, corpus.BytesPerToken);
        }
        var bytes = UserFile.ReadBytes(path);
        if (bytes.Length == 0)
            throw new TttException($"{path}: the text is empty");
        var tokens = tokenizer.Encode(bytes);
        return (tokens, bytes.Length / (double)tokens.Length);
    }

    static Table ByIndex(EvaluationResult result)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns(new TableColumn("position"), new("bytes") { Alignment = Justify.Right }, new("loss") { Alignment = Justify.Right },
                new("perplexity") { Alignment = Justify.Right }, new("bits/byte") { Alignment = Justify.Right });
        foreach (var bin in result.ByIndex)
            table.AddRow(Cells.Row($"{bin.From}-{bin.To - 1}", $"{bin.Tokens}", $"{bin.Loss:0.0000}", $"{bin.Perplexity:0.00}", $"{Bits.PerByte(bin.Loss, result.BytesPerToken):0.000}"));
        return table;
    }
}
