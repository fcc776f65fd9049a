using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>What the attribute's settings and the class's methods say about each other.</summary>
internal sealed class PolicyCheck(AttributeReader reader, Policy policy, IReadOnlyList<Role> roles, FaultList faults)
{
    public void Check(FastWeights fast)
    {
        if (reader.Has("MomentumPer") && !Has(Scope.Momentum))
            faults.Add(DeclarationDiagnostics.UnusedSetting, reader.SpanOf("MomentumPer"), "MomentumPer", "[Momentum]");
        if (reader.Has("Decay") && !Has(Scope.Retention))
            faults.Add(DeclarationDiagnostics.UnusedSetting, reader.SpanOf("Decay"), "Decay", "[Retention]");
        foreach (var role in Of(Scope.WindowWeight))
        {
            if (policy.Window == 1)
                Contradiction(role.Span, "[WindowWeight] needs a window", "set Window to at least 2");
            if (role.Of is not null)
                Contradiction(role.OfSpan, "[WindowWeight] is the weight of a token's loss, which all fast weights share", "leave Of out");
        }
        if (policy.Solver == "Ridge")
            CheckRidge(fast);
        else
            foreach (var role in Of(Scope.Ridge))
                Contradiction(role.Span, "[Ridge] is the penalty of ridge regression", "set Solver = InnerSolver.Ridge, or remove the method");
    }

    /// <summary>The exact minimum takes no steps, so nothing that shapes steps applies.</summary>
    private void CheckRidge(FastWeights fast)
    {
        var solver = reader.SpanOf("Solver");
        foreach (var role in roles.Where(r => r.Scope is Scope.Momentum or Scope.Update))
            Contradiction(role.Span, $"Solver = Ridge takes no steps that {role.Text} could change", "remove one of them");
        if (policy.Window > 1)
            Contradiction(reader.SpanOf("Window"), "Solver = Ridge looks at all tokens, not at a window", "remove one of them");
        if (policy.ReadOut != "UpdateThenApply")
            Contradiction(reader.SpanOf("ReadOut"), $"Solver = Ridge answers every token from the tokens up to it, not by ReadOut = {policy.ReadOut}", "remove one of them");
        if (!Has(Scope.Ridge))
            Contradiction(solver, "Solver = Ridge needs its penalty", "write a static method from slow parameters to a Vec, one number for each row of the weight, and mark it with [Ridge]");
        if (fast.Complete && (fast.All.Count != 1 || fast.All[0].Model.Dimensions.Count != 2))
            Contradiction(solver, $"Solver = Ridge solves for one fast matrix, and the inner model's fast weights are {fast.Names}", "keep one Mat, or use Solver = Gradient");
    }

    /// <summary>The penalty has a number for each row.</summary>
    public void CheckPenalty(ParsedMethod? ridge, FastWeights fast)
    {
        if (ridge is not null && fast.All.Count == 1 && fast.All[0].Model.Dimensions is { Count: 2 } sides && sides[0] != ridge.Function.ResultDimension)
            faults.Add(
                DimensionDiagnostics.Mismatch, ResultParser.Span(ridge.Role.Method), $"The result of '{ridge.Role.Method.Name}'", ridge.Function.ResultDimension!,
                $"a column of '{fast.All[0].Symbol.Name}'", sides[0]);
    }

    private void Contradiction(SourceSpan span, string what, string instead) => faults.Add(DeclarationDiagnostics.Contradiction, span, what, instead);

    private bool Has(Scope scope) => roles.Any(r => r.Scope == scope);

    private IEnumerable<Role> Of(Scope scope) => roles.Where(r => r.Scope == scope);
}
