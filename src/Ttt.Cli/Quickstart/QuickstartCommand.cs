using System.CommandLine;
using System.Diagnostics;

namespace Ttt.Cli;

/// <summary><c>ttt quickstart</c>: the whole way once.</summary>
sealed class QuickstartCommand(Terminal terminal)
{
    const double Bar = 2.6;
    const int ShortMeasurement = 4096;
    const string Prompt = "Emma was ";
    static readonly TrainingOptions Recipe = new() { Steps = 300, BatchSize = 16, ContextLength = 256, LearningRate = 3e-3, EvaluationInterval = 50, EvaluationTokens = 16384 };
    static readonly ModelConfig Shape = new ModelConfig { TttLayerType = "linear", HiddenSize = 128, NumAttentionHeads = 4, NumHiddenLayers = 3 }.WithBackbone("mamba");

    readonly Option<int?> steps = Values.Integer("--steps", "updates; a shorter run reports but is not judged [default: 300]");
    readonly Option<double?> bar = Values.Number("--bar", "bits per byte on the held-out text that must be reached [default: 2.6 at full length]");
    readonly Option<string?> output = Values.Text("--out", "folder of the run, which is begun anew [default: runs/quickstart]", "FOLDER");
    readonly Threads threads = new();

    public static Command Create(Terminal terminal) => new QuickstartCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("quickstart",
            "Trains a small byte-level language model, whose sequence layer was generated from its declaration, on Jane Austen's Emma; "
            + "compares it with gzip, writes a sample, a loss plot and a checkpoint. Exit code 1 where the bar is missed.")
        { steps, bar, output };
        threads.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        threads.Apply(parsed);
        var length = parsed.GetValue(steps) ?? Recipe.Steps;
        var options = Recipe with { Steps = length, EvaluationTokens = length < Recipe.Steps ? ShortMeasurement : Recipe.EvaluationTokens };
        if (parsed.GetValue(bar) is <= 0)
            throw new TttException("--bar must be a positive number of bits per byte");
        if (options.Faults() is [var fault, ..])
            throw new TttException($"--steps: {fault}");
        var run = parsed.GetValue(output) ?? Path.Combine("runs", "quickstart");
        var text = Path.Combine(AppContext.BaseDirectory, "data", "emma.txt");
        using var corpus = TextCorpus.Load(text, new ByteTokenizer());
        using var model = new LanguageModel(Shape, options.Seed, LayerLibraries.Catalogue([]));
        using var trainer = new Trainer(model, corpus, new ByteTokenizer(), options);
        terminal.Line("A language model with a test-time-training layer learns Jane Austen's Emma, byte by byte.");
        terminal.Line("The layer was generated from its declaration: see src/Ttt.Layers, or 'ttt explain linear'.");
        terminal.Line();

        var clock = Stopwatch.StartNew();
        var session = new TrainingSession(terminal, trainer, corpus, run) { Title = "TTT-Linear on Emma", ContinueWith = $"ttt train {text} --resume {run}" };
        var result = session.Run();
        if (result.Cancelled)
            return ExitCode.Interrupted;
        terminal.Line($"trained in {clock.Elapsed.TotalMinutes:0.0} minutes");
        terminal.Line();

        terminal.Line("A sample:");
        if (!GenerateCommand.Write(terminal, new TextGenerator(model, new ByteTokenizer()), Prompt, new() { MaxTokens = 400, Temperature = 0.7, Seed = 1 }))
            return ExitCode.Interrupted;
        terminal.Line();
        terminal.Line($"more of it: ttt generate {run} --prompt \"{Prompt}\"");
        terminal.Line();
        var demanded = parsed.GetValue(bar) ?? (options.Steps >= Recipe.Steps ? Bar : null);
        // a run that is judged is judged on the whole held-out text
        var reached = demanded is null
            ? Bits.PerByte(result.History.Points[^1].HeldOutLoss ?? double.NaN, corpus.BytesPerToken)
            : Evaluator.Evaluate(model, corpus.HeldOut.ToArray(), corpus.BytesPerToken, new() { Length = Recipe.ContextLength }, terminal.Interrupted).BitsPerByte;
        return new Verdict(reached, Gzip.BitsPerByte([.. corpus.HeldOut.ToArray().Select(t => (byte)t)]), demanded).Tell(terminal);
    }
}
