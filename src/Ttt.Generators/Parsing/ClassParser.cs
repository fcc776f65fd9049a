using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Whether a class can be given a generated half.</summary>
internal static class ClassParser
{
    /// <summary>False where not even an empty half could be added.</summary>
    public static bool Check(INamedTypeSymbol type, CancellationToken cancellation, FaultList faults)
    {
        var parts = type.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>().ToArray();
        var before = faults.Count;
        if (!parts.Any(p => p.Modifiers.Any(SyntaxKind.PartialKeyword)))
            faults.Add(DeclarationDiagnostics.NotPartial, type, type.Name);
        if (type.BaseType is { SpecialType: not SpecialType.System_Object } parent && !IsLayer(parent))
            faults.Add(DeclarationDiagnostics.HasBaseClass, type, type.Name, parent.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        if (type.IsGenericType)
            faults.Add(DeclarationDiagnostics.GenericClass, type, type.Name);
        if (type.ContainingType is { } outer)
            faults.Add(DeclarationDiagnostics.NotTopLevel, type, type.Name, $"nested in '{outer.Name}'");
        if (type.IsFileLocal)
            faults.Add(DeclarationDiagnostics.NotTopLevel, type, type.Name, "local to its file");
        foreach (var (wrong, form) in new[]
        {
            (type.IsStatic, "static"), (type.IsAbstract && !type.IsStatic, "abstract"), (type.IsRecord, "a record"),
            (parts.Any(p => p.ParameterList is not null) && !type.IsRecord, "a class with a primary constructor"),
        })
            if (wrong)
                faults.Add(DeclarationDiagnostics.WrongClassForm, type, type.Name, form);
        foreach (var other in type.ContainingNamespace.GetTypeMembers())
            if (!SymbolEqualityComparer.Default.Equals(other, type) && string.Equals(other.Name, type.Name, System.StringComparison.OrdinalIgnoreCase)
                && Language.Attribute(other, "TttLayerAttribute") is not null)
                faults.Add(DeclarationDiagnostics.NamesDifferInCase, type, type.Name, other.Name);
        return faults.Count == before;
    }

    private static bool IsLayer(INamedTypeSymbol type)
        => type is { Name: "TttLayer", ContainingNamespace: { Name: "Layers", ContainingNamespace: { Name: "Ttt", ContainingNamespace.IsGlobalNamespace: true } } };
}
