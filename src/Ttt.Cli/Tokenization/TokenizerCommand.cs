using System.CommandLine;

namespace Ttt.Cli;

/// <summary><c>ttt tokenizer</c>: its subcommands.</summary>
static class TokenizerCommand
{
    public static Command Create(Terminal terminal) => new("tokenizer", "Makes tokenizers and looks into them.")
    {
        TokenizerTrainCommand.Create(terminal),
        TokenizerEncodeCommand.Create(terminal),
        TokenizerDecodeCommand.Create(terminal),
    };

    public static Argument<string> Argument() => new("tokenizer") { Description = "a tokenizer.json, a .tiktoken file, a folder with one of them, or the word bytes", HelpName = "TOKENIZER" };
}
