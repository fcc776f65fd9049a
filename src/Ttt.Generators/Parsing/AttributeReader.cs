using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>The named values of one attribute, each with its place in source.</summary>
internal sealed class AttributeReader(AttributeData? attribute)
{
    public T Get<T>(string name, T absent) => Find(name)?.Value is T value ? value : absent;

    public bool Has(string name) => Find(name) is { IsNull: false };

    /// <summary>The member of an enumeration by name; null where the number has none.</summary>
    public string? Member(string name, string absent) => Find(name) is { } constant ? MemberOf(constant) : absent;

    public static string? MemberOf(TypedConstant constant)
        => constant.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant.Value))?.Name;

    /// <summary>The value in source, or the whole attribute.</summary>
    public SourceSpan SpanOf(string name)
    {
        var syntax = attribute?.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
        SyntaxNode? value = syntax?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name)?.Expression;
        return (value ?? syntax) is { } node ? SourceSpan.Of(node) : default;
    }

    private TypedConstant? Find(string name)
    {
        foreach (var pair in attribute?.NamedArguments ?? [])
            if (pair.Key == name && pair.Value.Kind != TypedConstantKind.Error)
                return pair.Value;
        return null;
    }
}
