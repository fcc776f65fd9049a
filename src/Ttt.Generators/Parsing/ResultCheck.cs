using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>What the finished graph of a method shows: inputs without influence, numbers that are not finite.</summary>
internal static class ResultCheck
{
    public static void Check(Role role, Graph graph, SignatureParser signature, FaultList faults)
    {
        var used = new HashSet<string>(graph.Inputs().Select(i => i.Input.Name));
        foreach (var data in signature.Data.Where(d => !used.Contains(d.Input)))
            Ignores(role, data, faults);
        foreach (var weight in signature.Weights.Where(w => !w.Model.Fast && !used.Contains(w.Model.Name)))
            faults.Add(DeclarationDiagnostics.UnusedParameter, weight.Symbol, weight.Symbol.Name, role.Text);
        foreach (var node in graph.Nodes)
            if (Number(node.Op) is { } number && (double.IsNaN(number) || double.IsInfinity(number)))
                faults.Add(LanguageDiagnostics.NotFinite, role.Method, role.Method.Name, number.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Every fast weight has a gradient: it influences the predictions or, where the loss is one of fast weights, that loss. There the inner model need not read it.
    /// </summary>
    public static void CheckFast(ParsedMethod inner, ParsedMethod? loss, FastWeights fast, FaultList faults)
    {
        var ofLoss = loss?.DimensionOf("@k") is not null;
        var used = new HashSet<string>((ofLoss ? loss! : inner).Function.Graph.Inputs().Select(i => i.Input.Name));
        foreach (var weight in fast.All.Where(w => !used.Contains(w.Model.Name)))
            faults.Add(DifferentiationDiagnostics.UnusedFastWeight, weight.Symbol, weight.Symbol.Name, ofLoss ? "inner loss" : "result of the inner model");
    }

    private static void Ignores(Role role, DataParameter data, FaultList faults)
    {
        var (method, parameter) = (role.Method, data.Symbol);
        switch (role.Scope, data.Input)
        {
            case (Scope.InnerModel, "@x"):
                faults.Add(DifferentiationDiagnostics.IgnoresInput, parameter, method.Name, parameter.Name);
                break;
            case (Scope.Loss, "@y"):
                faults.Add(DifferentiationDiagnostics.IgnoresPrediction, parameter, method.Name, parameter.Name);
                break;
            case (_, "@x") when Scopes.IsGate(role.Scope): // a gate may well be a constant
            case (Scope.Target, "@k"): // a target may well be a map of the value alone
                break;
            default:
                faults.Add(DeclarationDiagnostics.UnusedParameter, parameter, parameter.Name, role.Text);
                break;
        }
    }

    private static double? Number(Primitive op) => op switch
    {
        Const c => c.Value,
        Scale s => s.Factor.Value,
        AddConst a => a.Value,
        _ => null,
    };
}
