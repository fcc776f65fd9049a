using System.CommandLine;
using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary><c>ttt train</c>.</summary>
sealed class TrainCommand(Terminal terminal)
{
    readonly Argument<string[]> texts = new("text") { Description = "text files; the last tenth of each is held out", Arity = ArgumentArity.ZeroOrMore, HelpName = "TEXT" };
    readonly Option<string?> config = Values.Text("--config", "JSON file with corpus, tokenizer, layers, out, threads, model and training; what the command line says comes first", "FILE");
    readonly Option<string?> output = Values.Text("--out", "folder of the run [default: runs/TEXT-LAYER]", "FOLDER");
    readonly Option<string?> resume = Values.Text("--resume", "continue the run in this folder; it ends with the same bytes as one that never stopped", "FOLDER");
    readonly Option<int?> logEvery = Values.Integer("--log-every", "updates between lines where no bar is shown [default: a thirtieth of all]");
    readonly Option<string?> tokenizer = Tokenizers.Option("bytes");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();
    readonly Devices device = new();
    readonly ModelOptions shape = new();
    readonly RecipeOptions recipe = new();

    public static Command Create(Terminal terminal) => new TrainCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("train", "Trains a language model on text, byte by byte or with a tokenizer. Ctrl-C saves, --resume continues.") { texts, config, tokenizer, output, resume };
        libraries.AddTo(command);
        foreach (var option in shape.All.Concat(recipe.All))
            command.Options.Add(option);
        threads.AddTo(command);
        device.AddTo(command);
        command.Options.Add(logEvery);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(config) is { } path ? RunConfig.Load(path) : new();
        if (parsed.GetValue(logEvery) < 1)
            throw new TttException("--log-every must be at least 1");
        threads.Apply(parsed, file.Threads);
        string[] layers = [.. file.Layers, .. libraries.Paths(parsed)];
        var catalogue = LayerLibraries.Catalogue(layers);
        var names = parsed.GetValue(texts) is { Length: > 0 } given ? given : [.. file.Corpus];
        var (run, trainer, corpus) = parsed.GetValue(resume) is { } folder
            ? Continue(parsed, folder, names, catalogue)
            : Start(parsed, file, names, catalogue);
        using var model = trainer.Model;
        using (corpus)
        using (trainer)
        {
            var session = new TrainingSession(terminal, trainer, corpus, run)
            {
                Title = $"{model.Config.LayerTypesText} on {string.Join(", ", names.Select(Path.GetFileName))}",
                ContinueWith = CommandLine(["ttt", "train", .. names, "--resume", run, .. layers.SelectMany(l => new[] { "--layers", l })]),
                LogEvery = parsed.GetValue(logEvery),
            };
            return session.Run().Cancelled ? ExitCode.Interrupted : ExitCode.Success;
        }
    }

    (string Run, Trainer Trainer, TextCorpus Corpus) Start(ParseResult parsed, RunConfig file, string[] names, LayerCatalogue catalogue)
    {
        var cutter = Tokenizers.Load(parsed.GetValue(tokenizer) ?? file.Tokenizer ?? Tokenizers.Bytes);
        var options = recipe.Apply(parsed, file.Training);
        var corpus = Corpora.Load(names, cutter, options.DocumentSeparator);
        var model = shape.Apply(parsed, file.Model with { VocabSize = Math.Max(file.Model.VocabSize, cutter.VocabSize) });
        var run = parsed.GetValue(output) ?? file.Out ?? Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(names[0])}-{model.LayerTypesText}");
        if (CheckpointFolder.Exists(run))
            throw new TttException($"{run} already holds a run; continue it with --resume {run}, or choose another folder with --out");
        var place = device.Of(parsed);
        return (run, new Trainer(new LanguageModel(model, options.Seed, catalogue).to(place), corpus, cutter, options), corpus);
    }

    (string Run, Trainer Trainer, TextCorpus Corpus) Continue(ParseResult parsed, string run, string[] names, LayerCatalogue catalogue)
    {
        foreach (var option in shape.All.Concat(recipe.All).Append(output).Append(tokenizer))
            if (parsed.GetResult(option) is { Implicit: false })
                throw new TttException($"{option.Name} cannot be given with --resume: the run goes on as it was begun");
        var place = device.Of(parsed);
        var cutter = TokenizerFile.InFolder(CheckpointFolder.Resolve(run)) ?? new ByteTokenizer();
        var corpus = Corpora.Load(names, cutter, Trainer.OptionsOf(run).DocumentSeparator);
        return (run, Trainer.Resume(run, corpus, cutter, config => new LanguageModel(config, 0, catalogue).to(place)), corpus);
    }

    static string CommandLine(IEnumerable<string> words) => string.Join(' ', words.Select(w => w.Any(char.IsWhiteSpace) ? $"\"{w}\"" : w));
}
