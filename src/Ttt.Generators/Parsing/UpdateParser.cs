using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>Finds the fast weights that each update serves, and reads it once for each, in its dimensions.</summary>
internal sealed class UpdateParser(MethodParser methods, FaultList faults)
{
    private readonly Dictionary<string, IMethodSymbol> _served = new();

    /// <summary>The updates in the order of the weights.</summary>
    public EquatableArray<Update> Parse(IEnumerable<Role> roles)
    {
        var fast = methods.Fast;
        var known = fast.Known(roles, faults);
        var updates = known.OrderBy(fast.Order).SelectMany(role => Read(role, fast.Served(role, known.ToArray()))).ToArray();
        return fast.All.SelectMany(w => updates.Where(u => u.Parameter == w.Model.Name)).ToEquatable();
    }

    private IEnumerable<Update> Read(Role role, IReadOnlyList<Weight> candidates)
    {
        if (!methods.Fast.Complete || !HasWeightAndStep(role))
            yield break;
        var pattern = role.Method.Parameters[0].Type;
        var fitting = candidates.Select(w => (Weight: w, Arguments: Fit(role.Method, pattern, w.Symbol.Type))).Where(p => p.Arguments is not null).ToArray();
        if (fitting.Length == 0)
        {
            var others = candidates.Count == 0 ? "all of them have one of their own" : string.Join(", ", candidates.Select(w => $"'{w.Symbol.Name}' is a {w.TypeText}"));
            faults.Add(DeclarationDiagnostics.ServesNothing, SignatureParser.TypeSpan(role.Method.Parameters[0]), role.Text, role.Method.Name, others);
        }
        foreach (var (weight, arguments) in fitting)
        {
            if (arguments!.Length < role.Method.TypeParameters.Length)
            {
                faults.Add(DeclarationDiagnostics.WrongMethodForm, role.Method, role.Method.Name, "has a type parameter that the weight's type does not determine");
                yield break;
            }
            if (_served.TryGetValue(weight.Model.Name, out var other))
            {
                faults.Add(DeclarationDiagnostics.RoleTwice, role.Span, $"The update of '{weight.Symbol.Name}'", other.Name);
                continue;
            }
            _served.Add(weight.Model.Name, role.Method);
            var method = arguments.Length == 0 ? role.Method : role.Method.Construct(arguments);
            if (methods.Parse(role, method, new(weight, fitting.Length == 1)) is { } parsed)
                yield return new(weight.Model.Name, parsed.Function);
        }
    }

    private bool HasWeightAndStep(Role role)
    {
        var method = role.Method;
        if (method.Parameters.Length < 2)
            faults.Add(DeclarationDiagnostics.WrongData, method, role.Text, DataParameters.Wanted(Scope.Update, false), "");
        else if (IsError(method.Parameters[0].Type) || ((method.Parameters[0].Type as INamedTypeSymbol)?.TypeArguments.Any(IsError) ?? false))
            faults.AlreadyReported();
        else if (Language.KindOf(method.Parameters[0].Type) is Kind.None or Kind.Number)
            faults.Add(
                DeclarationDiagnostics.WrongData, SignatureParser.TypeSpan(method.Parameters[0]), role.Text, DataParameters.Wanted(Scope.Update, false),
                $", not '{method.Parameters[0].Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'");
        else
            return true;
        return false;
    }

    private static bool IsError(ITypeSymbol type) => type.TypeKind == TypeKind.Error;

    /// <summary>The type arguments that make the pattern the weight's type: as many as it determines; null where it does not fit.</summary>
    private static ITypeSymbol[]? Fit(IMethodSymbol method, ITypeSymbol pattern, ITypeSymbol type)
    {
        if (!SymbolEqualityComparer.Default.Equals(pattern.OriginalDefinition, type.OriginalDefinition))
            return null;
        var found = new Dictionary<ISymbol, ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var (side, actual) in ((INamedTypeSymbol)pattern).TypeArguments.Zip(((INamedTypeSymbol)type).TypeArguments, (a, b) => (a, b)))
        {
            var known = side is not ITypeParameterSymbol ? side : found.TryGetValue(side, out var before) ? before : found[side] = actual;
            if (!SymbolEqualityComparer.Default.Equals(known, actual))
                return null;
        }
        return method.TypeParameters.Where(p => found.ContainsKey(p)).Select(p => found[p]).ToArray();
    }
}
