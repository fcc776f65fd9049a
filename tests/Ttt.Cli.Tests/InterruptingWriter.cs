using System.Text;

namespace Ttt.Cli.Tests;

/// <summary>Presses Ctrl-C when a text is written.</summary>
sealed class InterruptingWriter(string trigger, CancellationTokenSource interrupt) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(trigger, StringComparison.Ordinal) == true)
            interrupt.Cancel();
    }

    public override Encoding Encoding => Encoding.UTF8;
}
