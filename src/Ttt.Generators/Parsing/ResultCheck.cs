using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>What the finished graph of a method shows: inputs without influence, numbers that are not finite.</summary>
internal static class ResultCheck
{
    public static void Check(Scope scope, IMethodSymbol method, Graph graph, SignatureParser signature, FaultList faults)
    {
        var used = new HashSet<string>(graph.Inputs().Select(i => i.Input.Name));
        var data = SignatureParser.DataNames(scope);
        if (!used.Contains(data[0]))
            IgnoresData(scope, method, faults);
        if (scope == Scope.Loss && !used.Contains(data[1]))
            Unused(method.Parameters[1]);
        foreach (var weight in signature.Weights.Where(w => !used.Contains(w.Model.Name)))
            if (weight.Model.Fast)
                faults.Add(DifferentiationDiagnostics.UnusedFastWeight, weight.Symbol, weight.Symbol.Name);
            else
                Unused(weight.Symbol);
        foreach (var node in graph.Nodes)
            if (Number(node.Op) is { } number && (double.IsNaN(number) || double.IsInfinity(number)))
                faults.Add(LanguageDiagnostics.NotFinite, method, method.Name, number.ToString("R", CultureInfo.InvariantCulture));

        void Unused(IParameterSymbol parameter)
            => faults.Add(DeclarationDiagnostics.UnusedParameter, parameter, parameter.Name, RoleFinder.Describe(scope));
    }

    private static void IgnoresData(Scope scope, IMethodSymbol method, FaultList faults)
    {
        var parameter = method.Parameters[0];
        switch (scope)
        {
            case Scope.InnerModel:
                faults.Add(DifferentiationDiagnostics.IgnoresInput, parameter, method.Name, parameter.Name);
                break;
            case Scope.Loss:
                faults.Add(DifferentiationDiagnostics.IgnoresPrediction, parameter, method.Name, parameter.Name);
                break;
            case Scope.Rate: // a rate may well be a constant
                break;
            default:
                faults.Add(DeclarationDiagnostics.UnusedParameter, parameter, parameter.Name, RoleFinder.Describe(scope));
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
