using System.CommandLine;
using System.Text;

namespace Ttt.Cli;

/// <summary><c>ttt generate</c>.</summary>
sealed class GenerateCommand(Terminal terminal)
{
    readonly Argument<string> run = Checkpoint.Argument();
    readonly Option<string[]> prompt = Values.Texts("--prompt", "text to continue; several are continued together [default: a new line]", "TEXT");
    readonly Option<string?> promptFile = Values.Text("--prompt-file", "file with the text to continue", "FILE");
    readonly Option<int?> length = Values.Integer("--length", "tokens to generate at most [default: 256]");
    readonly Option<int?> prefillChunk = Values.Integer("--prefill-chunk", "tokens of a prompt that are read at once; bounds the memory, changes no result [default: 2048]");
    readonly Option<double?> repetitionPenalty = Values.Number("--repetition-penalty", "divides the logits of tokens that stand in the text already, 1 for none [default: 1]");
    readonly Option<double?> temperature = Values.Number("--temperature", "0 takes the most probable token, higher values dare more [default: 0.8]");
    readonly Option<int?> topK = Values.Integer("--top-k", "only the k most probable tokens, 0 for all [default: 0]");
    readonly Option<double?> topP = Values.Number("--top-p", "only the smallest set of most probable tokens that reaches this probability [default: 1]");
    readonly Option<double?> minP = Values.Number("--min-p", "only tokens at least this times as probable as the most probable one [default: 0]");
    readonly Option<long?> seed = Values.Long("--seed", "the same seed gives the same text; the second of several prompts has the next seed, and so on [default: 0]");
    readonly Option<bool> greedy = Values.Flag("--greedy", "always the most probable token");
    readonly Option<string[]> stop = Values.Texts("--stop", "end before this text; may be given more than once", "TEXT");
    readonly Option<bool> ignoreEnd = Values.Flag("--ignore-eos", "go on behind tokens that end a text, the model's eos_token_id");
    readonly Option<string?> tokenizer = Tokenizers.Option("the one beside the model, else bytes");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();
    readonly Devices device = new();
    readonly Option<string?> precision = Precisions.Option();

    public static Command Create(Terminal terminal) => new GenerateCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("generate", "Continues a text and writes it as it comes. The inner weights learn from the prompt and from what is written.")
        {
            run, prompt, promptFile, length, repetitionPenalty, temperature, topK, topP, minP, seed, greedy, stop, ignoreEnd, prefillChunk, tokenizer,
        };
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
        var options = Options(parsed);
        options.Check();
        var prompts = Prompts(parsed);
        var chunk = parsed.GetValue(prefillChunk) ?? GenerationSession.DefaultChunk;
        if (chunk < 1)
            throw new TttException($"--prefill-chunk must be at least 1, not {chunk}");
        using var model = Checkpoint.Load(parsed.GetRequiredValue(run), libraries.Paths(parsed), device.Of(parsed), Precisions.Given(parsed, precision));
        var words = Tokenizers.Of(model, parsed.GetRequiredValue(run), parsed.GetValue(tokenizer));
        var generator = new TextGenerator(model, words) { PrefillChunk = chunk };
        return (prompts.Length == 1 ? Write(terminal, generator, prompts[0], options) : WriteAll(generator, prompts, options)) ? ExitCode.Success : ExitCode.Interrupted;
    }

    /// <summary>Writes a prompt and streams its continuation; false: interrupted.</summary>
    public static bool Write(Terminal terminal, TextGenerator generator, string prompt, GenerationOptions options)
    {
        terminal.Out.Write(prompt);
        terminal.Out.Flush();
        try
        {
            foreach (var piece in generator.Stream(prompt, options, terminal.Interrupted))
            {
                terminal.Out.Write(piece);
                terminal.Out.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // what is written so far stays
        }
        terminal.Line();
        return !terminal.Interrupted.IsCancellationRequested;
    }

    // texts that come at the same time cannot stream to one place: each is written as a whole, under its number
    bool WriteAll(TextGenerator generator, string[] prompts, GenerationOptions options)
    {
        var texts = prompts.Select(text => new StringBuilder(text)).ToArray();
        try
        {
            foreach (var (request, text) in generator.Stream([.. prompts.Select((text, i) => new GenerationRequest(text, options with { Seed = options.Seed + i }))], terminal.Interrupted))
                texts[request].Append(text);
        }
        catch (OperationCanceledException)
        {
            // what there is of each text is shown
        }
        for (var i = 0; i < texts.Length; i++)
            terminal.Line(FormattableString.Invariant($"--- {i + 1}\n{texts[i]}"));
        return !terminal.Interrupted.IsCancellationRequested;
    }

    string[] Prompts(ParseResult parsed)
    {
        var (texts, file) = (parsed.GetValue(prompt) ?? [], parsed.GetValue(promptFile));
        if (texts.Length > 0 && file is not null)
            throw new TttException("--prompt and --prompt-file cannot both be given");
        return texts.Length > 0 ? texts : [file is null ? "" : UserFile.ReadText(file)];
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
            MinP = parsed.GetValue(minP) ?? defaults.MinP,
            RepetitionPenalty = parsed.GetValue(repetitionPenalty) ?? defaults.RepetitionPenalty,
            Seed = parsed.GetValue(seed) ?? defaults.Seed,
            Stop = parsed.GetValue(stop) ?? [],
            IgnoreEndTokens = parsed.GetValue(ignoreEnd),
        };
    }
}
