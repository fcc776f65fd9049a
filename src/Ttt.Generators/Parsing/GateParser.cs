using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Reads the quantities of the optimiser: rates, retentions, momenta, window weights, each for one fast weight or for all that have none of their own.</summary>
internal sealed class GateParser(MethodParser methods, FaultList faults)
{
    /// <summary>The gates by kind, that for all first, with the methods they were read from.</summary>
    public IReadOnlyList<(Gate Gate, ParsedMethod Method)> Parse(IEnumerable<Role> roles)
    {
        var fast = methods.Fast;
        var gates = new List<(Gate, ParsedMethod)>();
        foreach (var kind in fast.Known(roles, faults).GroupBy(r => Scopes.GateOf(r.Scope)).OrderBy(k => k.Key))
            foreach (var role in kind.OrderBy(fast.Order))
            {
                var served = fast.Served(role, kind.ToArray());
                if (fast.Complete && fast.All.Count > 0 && served.Count == 0)
                    faults.Add(DeclarationDiagnostics.ServesNothing, role.Span, role.Text, role.Method.Name, "all of them have one of their own");
                if (methods.Parse(role) is not { } parsed)
                    continue;
                if (parsed.Function.ResultDimension is { } columns)
                    CheckColumns(parsed, columns, served);
                gates.Add((new(kind.Key, role.Of is { } of ? fast.Find(of)!.Value.Model.Name : null, parsed.Function), parsed));
            }
        return gates;
    }

    /// <summary>A rate for every column: the weights it serves have these columns.</summary>
    private void CheckColumns(ParsedMethod rate, string columns, IEnumerable<Weight> served)
    {
        foreach (var weight in served)
        {
            var sides = weight.Model.Dimensions;
            var span = ResultParser.Span(rate.Role.Method);
            if (sides.Count == 0)
                faults.Add(DeclarationDiagnostics.WrongResult, span, rate.Role.Text, $"a Scalar, because '{weight.Symbol.Name}' has no columns", $"Vec<{columns}>");
            else if (sides[sides.Count - 1] is var wanted && wanted != columns)
                faults.Add(DimensionDiagnostics.Mismatch, span, $"The result of '{rate.Role.Method.Name}'", columns, $"a row of '{weight.Symbol.Name}'", wanted);
        }
    }
}
