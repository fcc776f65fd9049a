using System;
using System.Text;

namespace Ttt.Generators.Emit;

/// <summary>Collects lines of C# with indentation; line ends are always \n.</summary>
internal sealed class SourceWriter(int indent = 0)
{
    private readonly StringBuilder _text = new();
    private int _indent = indent;

    public int Indent => _indent;

    public void Line(string text = "")
    {
        if (text.Length > 0)
            _text.Append(' ', 4 * _indent).Append(text);
        _text.Append('\n');
    }

    /// <summary>Appends lines written elsewhere, as they are.</summary>
    public void Append(SourceWriter other) => _text.Append(other._text);

    /// <summary>Opens a brace; disposing closes it.</summary>
    public IDisposable Block(string header, string end = "}")
    {
        Line(header);
        Line("{");
        _indent++;
        return new Closer(this, end);
    }

    public override string ToString() => _text.ToString();

    private sealed class Closer(SourceWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line(end);
        }
    }
}
