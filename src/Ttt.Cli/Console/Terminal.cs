using System.Text;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary>Where a command writes, whether a person watches, and how it is asked to stop.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Faults, one line each.</param>
/// <param name="Interactive">A person watches: bars move. Else plain lines.</param>
/// <param name="Interrupted">Ctrl-C.</param>
sealed record Terminal(TextWriter Out, TextWriter Error, bool Interactive, CancellationToken Interrupted)
{
    const int LineWidth = 160;

    public static Terminal OfProcess(CancellationToken interrupted)
    {
        if (Console.IsOutputRedirected)
            Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });
        else
            Console.OutputEncoding = new UTF8Encoding(false);
        var interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(Console.Out, Console.Error, interactive, interrupted);
    }

    public void Line(string text = "") => Out.WriteLine(text);

    public void Line(FormattableString text) => Out.WriteLine(FormattableString.Invariant(text));

    /// <summary>Writes a table, with colours only where a person watches.</summary>
    public void Show(Table table) => AnsiConsole().Write(table);

    /// <summary>A console of the terminal library on this output.</summary>
    public IAnsiConsole AnsiConsole()
    {
        var console = Spectre.Console.AnsiConsole.Create(new()
        {
            Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = Interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        // a captured console has no width of its own; a fixed one keeps lines whole
        if (!Interactive)
            console.Profile.Width = LineWidth;
        return console;
    }
}
