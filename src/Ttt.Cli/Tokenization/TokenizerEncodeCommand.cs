using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary><c>ttt tokenizer encode</c>.</summary>
sealed class TokenizerEncodeCommand(Terminal terminal)
{
    readonly Argument<string> tokenizer = TokenizerCommand.Argument();
    readonly Option<string?> text = Values.Text("--text", "the text itself", "TEXT");
    readonly Option<string?> file = Values.Text("--file", "a file with the text", "FILE");
    readonly Option<bool> pieces = Values.Flag("--pieces", "a line for each token: place, id, text");
    readonly Option<bool> count = Values.Flag("--count", "only how many tokens there are");

    public static Command Create(Terminal terminal) => new TokenizerEncodeCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("encode", "Shows the tokens of a text, by id.") { tokenizer, text, file, pieces, count };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var bytes = (parsed.GetValue(text), parsed.GetValue(file)) switch
        {
            ({ } words, null) => Encoding.UTF8.GetBytes(words),
            (null, { } path) => UserFile.ReadBytes(path),
            _ => throw new TttException("either --text or --file must be given"),
        };
        var used = Tokenizers.Load(parsed.GetRequiredValue(tokenizer));
        var ids = used.Encode(bytes);
        if (parsed.GetValue(count))
            terminal.Line($"{ids.Length} tokens, {bytes.Length} bytes, {(double)bytes.Length / Math.Max(1, ids.Length):0.000} bytes a token; the vocabulary has {used.VocabSize}");
        else if (parsed.GetValue(pieces))
            terminal.Show(Pieces(used, ids));
        else
            terminal.Line(string.Join(' ', ids));
        return ExitCode.Success;
    }

    static Table Pieces(ITokenizer tokenizer, int[] ids)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("place") { Alignment = Justify.Right }, new("id") { Alignment = Justify.Right }, new("text"));
        for (var i = 0; i < ids.Length; i++)
            table.AddRow(Cells.Row($"{i}", $"{ids[i]}", $"{Visible(tokenizer.Bytes(ids[i]))}"));
        return table;
    }

    // quoted, and what is no whole character in hexadecimal
    static string Visible(ReadOnlySpan<byte> bytes)
    {
        var shown = new StringBuilder("\"");
        while (bytes.Length > 0)
        {
            var whole = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune);
            shown.Append(whole ? rune.ToString() : string.Concat(bytes[..length].ToArray().Select(b => $"\\x{b:x2}")));
            bytes = bytes[length..];
        }
        return shown.Append('"').ToString();
    }
}
