using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>What a declaration was found to be. <paramref name="Model"/> is null where a fault is an error.</summary>
internal sealed record ParsedLayer(LayerTarget Target, LayerModel? Model, SourceSpan Span, EquatableArray<Fault> Faults, EquatableArray<NamedSpan> Weights);

/// <summary>The class, whether or not its declaration makes sense. <paramref name="CanExtend"/>: a generated half would compile.</summary>
internal sealed record LayerTarget(string Namespace, string ClassName, bool CanExtend)
{
    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;
}

/// <summary>Where a weight is declared; kept apart from the model so that moving code recompiles nothing.</summary>
internal readonly record struct NamedSpan(string Name, SourceSpan Span);

/// <summary>Reads a class marked with <c>[TttLayer]</c>.</summary>
internal static class LayerParser
{
    // The order in which the model lists functions: a tied weight belongs to the first that declares it.
    private static readonly Scope[] Order = [Scope.InnerModel, Scope.Loss, Scope.Query, Scope.Key, Scope.Value, Scope.Target, Scope.FeatureMap];

    public static ParsedLayer Parse(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, CancellationToken cancellation)
    {
        var faults = new FaultList();
        var names = new CheckpointNames(faults);
        var dimensions = new DimensionTable(faults);
        var canExtend = ClassParser.Check(type, cancellation, faults);
        var roles = RoleFinder.Find(type, faults);
        var reader = new AttributeReader(attribute);
        var policy = PolicyParser.Parse(reader, type.Name, roles, faults);
        var policies = new PolicyCheck(reader, policy, roles, faults);
        var methods = new MethodParser(new MethodBodies(compilation, cancellation), dimensions, names, faults);
        var functions = new Dictionary<Scope, ParsedMethod>();
        foreach (var scope in Order)
            Read(scope);
        var gates = new GateParser(methods, faults).Parse(roles.Where(r => Scopes.IsGate(r.Scope)));
        var updates = new UpdateParser(methods, faults).Parse(roles.Where(r => r.Scope == Scope.Update));
        Read(Scope.Ridge);

        policies.Check(methods.Fast);
        policies.CheckPenalty(Method(Scope.Ridge), methods.Fast);
        if (Method(Scope.InnerModel) is { } inner)
        {
            ResultCheck.CheckFast(inner, Method(Scope.Loss), methods.Fast, faults);
            new FitCheck(inner, functions, faults).Check(gates.Select(g => g.Method), methods.Fast);
        }
        var target = new LayerTarget(NamespaceOf(type), type.Name, canExtend);
        var model = faults.HasErrors || Get(Scope.InnerModel) is not { } function ? null : new LayerModel(
            target.Namespace, type.Name, policy, function, Get(Scope.Loss), Get(Scope.Query), Get(Scope.Key), Get(Scope.Value), Get(Scope.Target), Get(Scope.FeatureMap),
            gates.Select(g => g.Gate).ToEquatable(), updates, Get(Scope.Ridge), dimensions.ToEquatable());
        return new(target, model, SourceSpan.Of(type), faults.ToEquatable(), names.Spans.ToEquatable());

        void Read(Scope scope)
        {
            if (roles.FirstOrDefault(r => r.Scope == scope) is { } role && methods.Parse(role) is { } parsed)
                functions[scope] = parsed;
        }

        ParsedMethod? Method(Scope scope) => functions.TryGetValue(scope, out var method) ? method : null;

        Function? Get(Scope scope) => Method(scope)?.Function;
    }

    public static string NamespaceOf(INamedTypeSymbol type)
    {
        var parts = new Stack<string>();
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            parts.Push(space.Name);
        return string.Join(".", parts);
    }
}
