using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Parsing;

internal enum Kind
{
    None,
    Vec,
    Mat,
    Scalar,
    Number,
}

/// <summary>Recognises the members of the declaration language by their symbols: namespace Ttt of the assembly Ttt.Abstractions.</summary>
internal static class Language
{
    private const string Root = "Ttt";
    private const string AssemblyName = "Ttt.Abstractions";

    public static bool Owns(ISymbol? symbol)
    {
        if (symbol is null || symbol.ContainingAssembly?.Name != AssemblyName)
            return false;
        var outermost = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (outermost?.ContainingType is { } outer)
            outermost = outer;
        return outermost?.ContainingNamespace is { Name: Root, ContainingNamespace.IsGlobalNamespace: true };
    }

    public static bool Is(ITypeSymbol? type, string name) => type is INamedTypeSymbol named && named.Name == name && Owns(named.OriginalDefinition);

    public static bool IsFunction(IMethodSymbol method) => Is(method.ContainingType, "Fn");

    public static Kind KindOf(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Double } => Kind.Number,
        _ when Is(type, "Vec") => Kind.Vec,
        _ when Is(type, "Mat") => Kind.Mat,
        _ when Is(type, "Scalar") => Kind.Scalar,
        _ => Kind.None,
    };

    /// <summary>The attribute of the language with this class name, or null.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
            if (Is(attribute.AttributeClass, name))
                return attribute;
        return null;
    }
}
