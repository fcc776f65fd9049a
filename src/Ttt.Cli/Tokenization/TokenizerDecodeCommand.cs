using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Ttt.Cli;

/// <summary><c>ttt tokenizer decode</c>.</summary>
sealed class TokenizerDecodeCommand(Terminal terminal)
{
    readonly Argument<string> tokenizer = TokenizerCommand.Argument();
    readonly Argument<string[]> ids = new("id") { Description = "ids of tokens", Arity = ArgumentArity.OneOrMore, HelpName = "ID" };

    public static Command Create(Terminal terminal) => new TokenizerDecodeCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("decode", "Shows the text of tokens.") { tokenizer, ids };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var used = Tokenizers.Load(parsed.GetRequiredValue(tokenizer));
        var tokens = parsed.GetRequiredValue(ids).Select(word => Id(word, used.VocabSize)).ToArray();
        terminal.Line(Encoding.UTF8.GetString(used.Decode(tokens)));
        return ExitCode.Success;
    }

    static int Id(string word, int size) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < size
        ? id
        : throw new TttException($"'{word}' is no id of this tokenizer; they lie between 0 and {size - 1}");
}
