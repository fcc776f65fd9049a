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
    private static readonly Scope[] Order = [Scope.InnerModel, Scope.Query, Scope.Key, Scope.Value, Scope.Loss, Scope.Rate];

    public static ParsedLayer Parse(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, CancellationToken cancellation)
    {
        var faults = new FaultList();
        var names = new CheckpointNames(faults);
        var dimensions = new DimensionTable(faults);
        var canExtend = ClassParser.Check(type, cancellation, faults);
        var policy = PolicyParser.Parse(attribute, type.Name, faults);
        var roles = RoleFinder.Find(type, faults);
        var methods = new MethodParser(compilation, dimensions, names, faults, cancellation);
        var functions = new Dictionary<Scope, Function?>();
        foreach (var scope in Order)
            if (roles.TryGetValue(scope, out var method))
                functions[scope] = methods.Parse(scope, method);

        if (functions.TryGetValue(Scope.InnerModel, out var inner) && inner is not null)
            FitCheck.Check(inner, functions, roles, faults);
        var target = new LayerTarget(NamespaceOf(type), type.Name, canExtend);
        var model = faults.HasErrors || inner is null ? null : new LayerModel(
            target.Namespace, type.Name, policy, inner, Get(Scope.Loss), Get(Scope.Query), Get(Scope.Key), Get(Scope.Value), null, null,
            Get(Scope.Rate) is { } rate ? EquatableArray.Of(new Gate(GateKind.Rate, null, rate)) : EquatableArray<Gate>.Empty, EquatableArray<Update>.Empty, null, dimensions.ToEquatable());
        return new(target, model, SourceSpan.Of(type), faults.ToEquatable(), names.Spans.Select(s => new NamedSpan(s.Key, s.Value)).ToEquatable());

        Function? Get(Scope scope) => functions.TryGetValue(scope, out var function) ? function : null;
    }

    public static string NamespaceOf(INamedTypeSymbol type)
    {
        var parts = new Stack<string>();
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            parts.Push(space.Name);
        return string.Join(".", parts);
    }
}
