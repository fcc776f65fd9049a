using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>A method in one of its roles, with the C# name of the fast weight that it is declared for.</summary>
internal sealed record Role(Scope Scope, IMethodSymbol Method, SourceSpan Span, string? Of, SourceSpan OfSpan)
{
    public string Text => Scopes.Describe(Scope, Of);
}

/// <summary>Finds which method of the class plays which role.</summary>
internal static class RoleFinder
{
    private static readonly Dictionary<string, Scope> ByAttribute = new()
    {
        ["InnerModelAttribute"] = Scope.InnerModel,
        ["InnerLossAttribute"] = Scope.Loss,
        ["InnerTargetAttribute"] = Scope.Target,
        ["FeatureMapAttribute"] = Scope.FeatureMap,
        ["InnerRateAttribute"] = Scope.Rate,
        ["RetentionAttribute"] = Scope.Retention,
        ["MomentumAttribute"] = Scope.Momentum,
        ["WindowWeightAttribute"] = Scope.WindowWeight,
        ["UpdateAttribute"] = Scope.Update,
        ["RidgeAttribute"] = Scope.Ridge,
    };

    public static IReadOnlyList<Role> Find(INamedTypeSymbol type, FaultList faults)
    {
        var roles = new List<Role>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
            foreach (var attribute in method.GetAttributes())
                if (ScopeOf(attribute, faults) is { } scope)
                    Add(roles, Read(scope, method, attribute), faults);
        if (roles.All(r => r.Scope != Scope.InnerModel))
            faults.Add(DeclarationDiagnostics.NoInnerModel, type, type.Name);
        return roles;
    }

    private static Role Read(Scope scope, IMethodSymbol method, AttributeData attribute)
    {
        var reader = new AttributeReader(attribute);
        return new(scope, method, SpanOf(attribute, method), reader.Has("Of") ? reader.Get("Of", "") : null, reader.SpanOf("Of"));
    }

    // Updates for all weights may be several, each for weights of another shape.
    private static void Add(List<Role> roles, Role role, FaultList faults)
    {
        var rival = role is { Scope: Scope.Update, Of: null } ? null : roles.FirstOrDefault(r => r.Scope == role.Scope && r.Of == role.Of);
        if (rival is not null)
            faults.Add(DeclarationDiagnostics.RoleTwice, role.Span, "The role " + role.Text, rival.Method.Name);
        else if (roles.Any(r => r.Scope != role.Scope && SymbolEqualityComparer.Default.Equals(r.Method, role.Method)))
            faults.Add(DeclarationDiagnostics.WrongMethodForm, role.Span, role.Method.Name, "has two roles");
        else
            roles.Add(role);
    }

    private static Scope? ScopeOf(AttributeData attribute, FaultList faults)
    {
        if (attribute.AttributeClass is not { } type || !Language.Owns(type))
            return null;
        if (ByAttribute.TryGetValue(type.Name, out var scope))
            return scope;
        if (type.Name != "ViewAttribute" || attribute.ConstructorArguments.Length != 1)
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
