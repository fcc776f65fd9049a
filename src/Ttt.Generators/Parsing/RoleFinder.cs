using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Finds which method of the class plays which role.</summary>
internal static class RoleFinder
{
    public static Dictionary<Scope, IMethodSymbol> Find(INamedTypeSymbol type, FaultList faults)
    {
        var roles = new Dictionary<Scope, IMethodSymbol>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (var attribute in method.GetAttributes())
            {
                if (ScopeOf(attribute, faults) is not { } scope)
                    continue;
                var span = SpanOf(attribute, method);
                if (roles.TryGetValue(scope, out var other))
                    faults.Add(DeclarationDiagnostics.RoleTwice, span, "The role " + Describe(scope), other.Name);
                else if (roles.Values.Contains(method, SymbolEqualityComparer.Default))
                    faults.Add(DeclarationDiagnostics.WrongMethodForm, span, method.Name, "has two roles");
                else
                    roles.Add(scope, method);
            }
        }
        if (!roles.ContainsKey(Scope.InnerModel))
            faults.Add(DeclarationDiagnostics.NoInnerModel, type, type.Name);
        return roles;
    }

    public static string Describe(Scope scope) => scope switch
    {
        Scope.InnerModel => "[InnerModel]",
        Scope.Loss => "[InnerLoss]",
        Scope.Rate => "[InnerRate]",
        _ => $"[View(Role.{scope})]",
    };

    private static Scope? ScopeOf(AttributeData attribute, FaultList faults)
    {
        if (Language.Is(attribute.AttributeClass, "InnerModelAttribute"))
            return Scope.InnerModel;
        if (Language.Is(attribute.AttributeClass, "InnerLossAttribute"))
            return Scope.Loss;
        if (Language.Is(attribute.AttributeClass, "InnerRateAttribute"))
            return Scope.Rate;
        if (!Language.Is(attribute.AttributeClass, "ViewAttribute") || attribute.ConstructorArguments.Length != 1)
            return null;
        switch (AttributeReader.MemberOf(attribute.ConstructorArguments[0]))
        {
            case "Query":
                return Scope.Query;
            case "Key":
                return Scope.Key;
            case "Value":
                return Scope.Value;
        }
        faults.Add(DeclarationDiagnostics.ValueOutOfRange, SpanOf(attribute, null), "The role of a view", "not a member of Role", "Query, Key or Value");
        return null;
    }

    private static SourceSpan SpanOf(AttributeData attribute, ISymbol? otherwise)
        => attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax syntax ? SourceSpan.Of(syntax)
            : otherwise is not null ? SourceSpan.Of(otherwise) : default;
}
