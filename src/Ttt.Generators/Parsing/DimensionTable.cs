using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>The dimensions that a declaration uses, in the order of first use. Generated code knows them by name.</summary>
internal sealed class DimensionTable(FaultList faults)
{
    private static readonly string[] BuiltIn = ["Model", "D", "Hidden"];

    private readonly List<DimensionModel> _models = new();
    private readonly Dictionary<string, ITypeSymbol> _types = new(StringComparer.Ordinal);

    public EquatableArray<DimensionModel> ToEquatable() => _models.ToEquatable();

    /// <summary>The name of a dimension type, or null where it cannot be one.</summary>
    public string? NameOf(ITypeSymbol type, SourceSpan span)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            faults.AlreadyReported();
            return null;
        }
        if (type is not INamedTypeSymbol { IsGenericType: false, TypeKind: TypeKind.Struct })
        {
            faults.Add(DimensionDiagnostics.GenericDimension, span, type.ToDisplayString());
            return null;
        }
        if (_types.TryGetValue(type.Name, out var known))
        {
            if (!SymbolEqualityComparer.Default.Equals(known, type))
                faults.Add(DimensionDiagnostics.SameName, span, known.ToDisplayString(), type.ToDisplayString());
            return type.Name;
        }
        if (BuiltIn.Contains(type.Name, StringComparer.Ordinal) && !Language.Owns(type))
            faults.Add(DimensionDiagnostics.SameName, span, "Ttt." + type.Name, type.ToDisplayString());
        _types.Add(type.Name, type);
        _models.Add(Read(type, span));
        return type.Name;
    }

    /// <summary>Whether the first is smaller for every choice of sizes that nobody overrides: both multiples of D, or both fixed.</summary>
    public bool IsSmaller(Extent a, Extent b)
    {
        var (first, second) = (_models.Find(m => m.Name == a.Name), _models.Find(m => m.Name == b.Name));
        return Multiple(first) < Multiple(second) || first?.Size < second?.Size;

        static int? Multiple(DimensionModel? model) => model?.Name == "D" ? 1 : model?.Multiple;
    }

    private DimensionModel Read(ITypeSymbol type, SourceSpan span)
    {
        var attribute = Language.Attribute(type, "DimensionAttribute");
        var reader = new AttributeReader(attribute);
        var (size, multiple) = (reader.Get("Size", 0), reader.Get("Multiple", 0));
        if (attribute is not null && (size < 0 || multiple < 0 || size > 0 == multiple > 0))
            faults.Add(DimensionDiagnostics.WrongSize, span, type.Name, $"Size = {Text(size)} and Multiple = {Text(multiple)}");
        else if (attribute is null && !Language.Owns(type))
            faults.Add(DimensionDiagnostics.UnknownSize, span, type.Name);
        return new(type.Name, size > 0 ? size : null, multiple > 0 ? multiple : null);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
