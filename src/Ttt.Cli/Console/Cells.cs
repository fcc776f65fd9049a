using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ttt.Cli;

/// <summary>Rows of tables from plain text: nothing in it is markup, numbers are invariant.</summary>
static class Cells
{
    public static IEnumerable<IRenderable> Row(params FormattableString[] cells) => cells.Select(c => new Text(FormattableString.Invariant(c)));
}
