using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ttt.Cli;

/// <summary>Says in one line what is wrong with a command line.</summary>
static class Usage
{
    /// <summary>The first fault, or null.</summary>
    public static string? Fault(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var isGroup = command.Subcommands.Count > 0;
        var help = $" (see '{string.Join(' ', Path(parsed.CommandResult).Prepend("ttt"))} --help')";
        if (isGroup && Stray(parsed) is null)
            return "a command is missing" + help;
        if (Stray(parsed) is { } stray)
            return (stray.StartsWith('-') ? Unknown("option", stray, Names(parsed)) : isGroup ? Unknown("command", stray, command.Subcommands.Select(c => c.Name)) : $"unexpected argument '{stray}'") + help;
        return parsed.Errors.Count > 0 ? parsed.Errors[0].Message.TrimEnd('.') + help : null;
    }

    /// <summary>The words that name a command, without the tool's own name.</summary>
    public static IReadOnlyList<string> Path(CommandResult result) => result.Command is RootCommand ? [] : [.. result.Parent is CommandResult parent ? Path(parent) : [], result.Command.Name];

    // a misspelt option must not pass for a file name
    static string? Stray(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)
        .FirstOrDefault(v => v.Length > 1 && v[0] == '-' && !AfterDoubleDash(parsed, v)) ?? parsed.UnmatchedTokens.FirstOrDefault();

    static bool AfterDoubleDash(ParseResult parsed, string value) => parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Any(t => t.Value == value);

    static IEnumerable<string> Names(ParseResult parsed) => parsed.CommandResult.Command.Options.SelectMany(o => o.Aliases.Append(o.Name));

    static string Unknown(string kind, string word, IEnumerable<string> known) => $"unknown {kind} '{word}'{Suggestion.For(word, known)}";
}
