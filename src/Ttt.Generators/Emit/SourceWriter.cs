using System;
using System.Text;

namespace Ttt.Generators.Emit;

/// <summary>Collects lines of code with indentation; line ends are always \n.</summary>
/// <param name="indent">Levels to start from.</param>
/// <param name="level">What a level is written as.</param>
internal sealed class SourceWriter(int indent = 0, string level = "    ")
{
    private readonly StringBuilder _text = new();
    private int _indent = indent;

    public int Indent => _indent;

    /// <summary>An empty writer for lines that stand some levels deeper than the next one here.</summary>
    public SourceWriter Deeper(int levels) => new(_indent + levels, level);

    public void Line(string text = "")
    {
        if (text.Length > 0)
            _text.Insert(_text.Length, level, _indent).Append(text);
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
