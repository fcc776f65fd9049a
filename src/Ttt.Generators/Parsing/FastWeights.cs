using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>A weight with what only diagnostics and other methods need: its C# name, type and place. A weight that is not listed is tied to an earlier one.</summary>
internal readonly record struct Weight(ParameterModel Model, IParameterSymbol Symbol, bool Listed = true)
{
    public string TypeText => Symbol.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}

/// <summary>The inner model's fast weights, which other methods name in C#. Not complete where the inner model's signature has faults.</summary>
internal sealed class FastWeights(IReadOnlyList<Weight> all, bool complete)
{
    public static readonly FastWeights Unknown = new([], false);

    public IReadOnlyList<Weight> All => all;

    public bool Complete => complete;

    public Weight? Find(string name) => all.Where(w => w.Symbol.Name == name).Select(w => (Weight?)w).FirstOrDefault();

    /// <summary>Their C# names, as messages list them.</summary>
    public string Names => all.Count == 0 ? "none" : string.Join(", ", all.Select(w => $"'{w.Symbol.Name}'"));

    /// <summary>The roles whose <c>Of</c> is a fast weight, or that have none.</summary>
    public IReadOnlyList<Role> Known(IEnumerable<Role> roles, FaultList faults)
    {
        var known = new List<Role>();
        foreach (var role in roles)
            if (role.Of is null || Find(role.Of) is not null)
                known.Add(role);
            else if (complete)
                faults.Add(DeclarationDiagnostics.UnknownFastWeight, role.OfSpan, role.Of, Names);
        return known;
    }

    /// <summary>The weights that a role serves among roles of its kind: its own, or all that have none of their own.</summary>
    public IReadOnlyList<Weight> Served(Role role, IReadOnlyCollection<Role> kind)
        => role.Of is { } of
            ? all.Where(w => w.Symbol.Name == of).ToArray()
            : all.Where(w => kind.All(r => r.Of != w.Symbol.Name)).ToArray();

    /// <summary>The position of the weight that a role is for; roles for all come first.</summary>
    public int Order(Role role) => role.Of is null ? -1 : all.TakeWhile(w => w.Symbol.Name != role.Of).Count();
}
