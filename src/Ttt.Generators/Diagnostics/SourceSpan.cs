using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ttt.Generators.Diagnostics;

/// <summary>A place in a source file as a value: it holds no tree, so pipelines can compare it.</summary>
internal readonly record struct SourceSpan(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourceSpan Of(Location location)
        => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public static SourceSpan Of(SyntaxNode node) => Of(node.GetLocation());

    /// <summary>The symbol's name in source; a symbol without source has an empty span.</summary>
    public static SourceSpan Of(ISymbol symbol)
        => symbol.Locations.Length > 0 ? Of(symbol.Locations[0]) : default;

    /// <summary>The place in the given compilation, so that <c>#pragma</c> and suppressors see it.</summary>
    public Location ToLocation(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
            if (tree.FilePath == Path && tree.Length >= Span.End)
                return Location.Create(tree, Span);
        return Location.Create(Path ?? "", Span, Lines);
    }
}
