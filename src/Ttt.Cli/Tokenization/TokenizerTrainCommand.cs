using System.CommandLine;
using System.Diagnostics;

namespace Ttt.Cli;

/// <summary><c>ttt tokenizer train</c>.</summary>
sealed class TokenizerTrainCommand(Terminal terminal)
{
    readonly Argument<string[]> texts = new("text") { Description = "text files", Arity = ArgumentArity.OneOrMore, HelpName = "TEXT" };
    readonly Option<int?> size = Values.Integer("--vocab-size", "tokens in all, the 256 bytes and special ones included [default: 4096]");
    readonly Option<string[]> special = Values.Texts("--special", "a token that is found in texts as it stands, as <|endoftext|>; may be given more than once", "TEXT");
    readonly Option<string?> output = Values.Text("--out", "the file to write [default: tokenizer.json]", "FILE");

    public static Command Create(Terminal terminal) => new TokenizerTrainCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("train", "Learns a byte-level byte-pair vocabulary and writes it as a tokenizer.json. The same texts give the same file.") { texts, size, special, output };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var options = new BpeTrainingOptions { VocabSize = parsed.GetValue(size) ?? 4096, Special = parsed.GetValue(special) ?? [] };
        options.Check();
        var clock = Stopwatch.StartNew();
        var trainer = new BpeTrainer();
        var contents = parsed.GetRequiredValue(texts).Select(UserFile.ReadBytes).ToArray();
        foreach (var content in contents)
            trainer.Add(content);
        var file = trainer.Train(options, tokens => Show(tokens, options.VocabSize), terminal.Interrupted);
        var path = parsed.GetValue(output) ?? file.Name;
        AtomicFile.Write(path, stream => stream.Write(file.Content));
        var tokenizer = TokenizerFile.Load(path);
        var (bytes, tokens) = (contents.Sum(c => (long)c.Length), contents.Sum(c => (long)tokenizer.Encode(c).Length));
        if (tokenizer.VocabSize < options.VocabSize)
            terminal.Line($"the texts hold no more pairs that come twice: {tokenizer.VocabSize} tokens, not {options.VocabSize}");
        terminal.Line($"{path}: {tokenizer.VocabSize} tokens; the {bytes:N0} bytes of the texts are {tokens:N0} tokens, {(double)bytes / tokens:0.000} bytes a token; {clock.Elapsed.TotalSeconds:0.0} s");
        return ExitCode.Success;
    }

    // a line that moves for a person, a line every tenth for a file
    void Show(int tokens, int all)
    {
        if (terminal.Interactive && (tokens % 64 == 0 || tokens == all))
            terminal.Out.Write(FormattableString.Invariant($"\r{tokens} of {all} tokens{(tokens == all ? "\n" : "")}"));
        else if (!terminal.Interactive && tokens % Math.Max(1, all / 10) == 0)
            terminal.Line($"{tokens} of {all} tokens");
    }
}
