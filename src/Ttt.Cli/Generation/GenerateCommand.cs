using System.CommandLine;

namespace Ttt.Cli;

/// <summary><c>ttt generate</c>.</summary>
sealed class GenerateCommand(Terminal terminal)
{
    readonly Argument<string> run = Checkpoint.Argument();
    readonly Option<string?> prompt = Values.Text("--prompt", "text to continue [default: a new line]", "TEXT");
    readonly Option<string?> promptFile = Values.Text("--prompt-file", "file with the text to continue", "FILE");
    readonly Option<int?> length = Values.Integer("--length", "tokens to generate at most [default: 256]");
    readonly Option<double?> temperature = Values.Number("--temperature", "0 takes the most probable token, higher values dare more [default: 0.8]");
    readonly Option<int?> topK = Values.Integer("--top-k", "only the k most probable tokens, 0 for all [default: 0]");
    readonly Option<double?> topP = Values.Number("--top-p", "only the smallest set of most probable tokens that reaches this probability [default: 1]");
    readonly Option<long?> seed = Values.Long("--seed", "the same seed gives the same text [default: 0]");
    readonly Option<bool> greedy = Values.Flag("--greedy", "always the most probable token");
    readonly Option<string[]> stop = Values.Texts("--stop", "end before this text; may be given more than once", "TEXT");
    readonly Option<string?> tokenizer = Tokenizers.Option("the one beside the model, else bytes");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();

    public static Command Create(Terminal terminal) => new GenerateCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("generate", "Continues a text and writes it as it comes. The inner weights learn from the prompt and from what is written.")
        {
            run, prompt, promptFile, length, temperature, topK, topP, seed, greedy, stop, tokenizer,
        };
        libraries.AddTo(command);
        threads.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        threads.Apply(parsed);
        var options = Options(parsed);
        options.Check();
        var start = Prompt(parsed);
        using var model = Checkpoint.Load(parsed.GetRequiredValue(run), libraries.Paths(parsed));
        var words = Tokenizers.Of(model, parsed.GetRequiredValue(run), parsed.GetValue(tokenizer));
        terminal.Out.Write(start);
        return Write(terminal, model, words, start, options) ? ExitCode.Success : ExitCode.Interrupted;
    }

    /// <summary>Streams a continuation; false: interrupted.</summary>
    public static bool Write(Terminal terminal, LanguageModel model, ITokenizer tokenizer, string prompt, GenerationOptions options)
    {
        foreach (var piece in new TextGenerator(model, tokenizer).Stream(prompt, options))
        {
            terminal.Out.Write(piece);
            terminal.Out.Flush();
            if (terminal.Interrupted.IsCancellationRequested)
                break;
        }
        terminal.Line();
        return !terminal.Interrupted.IsCancellationRequested;
    }

    string Prompt(ParseResult parsed)
    {
        var (text, file) = (parsed.GetValue(prompt), parsed.GetValue(promptFile));
        if (text is not null && file is not null)
            throw new TttException("--prompt and --prompt-file cannot both be given");
        return text ?? (file is null ? "" : UserFile.ReadText(file));
    }

    GenerationOptions Options(ParseResult parsed)
    {
        var defaults = new GenerationOptions();
        if (parsed.GetValue(greedy) && parsed.GetValue(temperature) is not null)
            throw new TttException("--greedy and --temperature cannot both be given");
        return defaults with
        {
            MaxTokens = parsed.GetValue(length) ?? defaults.MaxTokens,
            Temperature = parsed.GetValue(greedy) ? 0 : parsed.GetValue(temperature) ?? defaults.Temperature,
            TopK = parsed.GetValue(topK) ?? defaults.TopK,
            TopP = parsed.GetValue(topP) ?? defaults.TopP,
            Seed = parsed.GetValue(seed) ?? defaults.Seed,
            Stop = parsed.GetValue(stop) ?? [],
        };
    }
}
