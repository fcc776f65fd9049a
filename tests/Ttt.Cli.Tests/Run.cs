namespace Ttt.Cli.Tests;

/// <summary>One command line, run in this process, and what it wrote.</summary>
sealed record Run(int Code, string Out, string Error)
{
    public static Run Of(params string[] arguments) => Of(CancellationToken.None, false, arguments);

    public static Run Of(CancellationToken interrupted, bool interactive, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Tool.Run(arguments, new(output, error, interactive, interrupted));
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that the command worked and gives what it wrote.</summary>
    public string Succeeds()
    {
        Assert.True(Code == 0 && Error.Length == 0, $"exit code {Code}\n{Error}\n{Out}");
        return Out;
    }

    /// <summary>Asserts that the command was refused with one line that holds these words, and no stack trace.</summary>
    public void IsRefused(params string[] words)
    {
        Assert.Equal(2, Code);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("ttt: ", Error);
        Assert.DoesNotContain("internal error", Error);
        Assert.DoesNotContain(" at Ttt.", Error + Out);
        Assert.All(words, word => Assert.Contains(word, Error));
    }
}
