using System.CommandLine;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary><c>ttt eval</c>.</summary>
sealed class EvalCommand(Terminal terminal)
{
    readonly Argument<string> run = Checkpoint.Argument();
    readonly Argument<string> text = new("text") { Description = "the text to predict", HelpName = "TEXT" };
    readonly Option<bool> heldOut = Values.Flag("--held-out", "only the last tenth of the text, as training measures it");
    readonly Option<int?> length = Values.Integer("--length", "tokens of a window; every window starts anew [default: 256]");
    readonly Option<bool> carry = Values.Flag("--carry", "one sequence from the first token to the last; the inner weights go on learning");
    readonly Option<int?> batch = Values.Integer("--batch", "windows at a time [default: 16]");
    readonly Option<long?> maxTokens = Values.Long("--max-tokens", "tokens to predict at most [default: all]");
    readonly Option<string?> tokenizer = Tokenizers.Option("the one beside the model, else bytes");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();

    public static Command Create(Terminal terminal) => new EvalCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("eval", "Measures how well a model predicts a text: loss, perplexity, bits per byte, and each by position in the sequence.")
        {
            run, text, heldOut, length, carry, batch, maxTokens, tokenizer,
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
        var words = Tokenizers.Of(model, parsed.GetRequiredValue(run), parsed.GetValue(tokenizer));
        var tokens = Tokens(parsed.GetRequiredValue(text), words, parsed.GetValue(heldOut));
        var defaults = new EvaluationOptions();
        var options = defaults with
        {
            Length = parsed.GetValue(length) ?? defaults.Length,
            BatchSize = parsed.GetValue(batch) ?? defaults.BatchSize,
            MaxTokens = parsed.GetValue(maxTokens) ?? defaults.MaxTokens,
            CarryState = parsed.GetValue(carry),
        };
        var result = Evaluator.Evaluate(model, tokens, BytesPerToken(words, tokens, options.MaxTokens), options, terminal.Interrupted);
        var unit = words is ByteTokenizer ? "byte" : "token";
        var predicted = $"{unit}s predicted ";
        string Label(string text) => text.PadRight(predicted.Length);
        terminal.Line($"{predicted}{result.Tokens}");
        terminal.Line($"{Label("loss")}{result.Loss:0.0000} nats per {unit}");
        terminal.Line($"{Label("perplexity")}{result.Perplexity:0.000}");
        terminal.Line($"{Label("bits per byte")}{result.BitsPerByte:0.000}");
        terminal.Line();
        terminal.Show(ByIndex(result, unit));
        return ExitCode.Success;
    }

    static int[] Tokens(string path, ITokenizer tokenizer, bool heldOut)
    {
        if (heldOut)
            return TextCorpus.Load(path, tokenizer).HeldOut;
        var bytes = UserFile.ReadBytes(path);
        return bytes.Length == 0 ? throw new TttException($"{path}: the text is empty") : tokenizer.Encode(bytes);
    }

    // of the tokens that are predicted: all but the first
    static double BytesPerToken(ITokenizer tokenizer, int[] tokens, long maxTokens)
    {
        var predicted = tokens.Skip(1).Take(maxTokens is > 0 and < int.MaxValue ? (int)maxTokens : int.MaxValue).ToArray();
        return predicted.Length == 0 ? 1 : predicted.Average(token => (double)tokenizer.Bytes(token).Length);
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
