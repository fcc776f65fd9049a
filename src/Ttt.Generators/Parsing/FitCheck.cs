using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>What must hold between methods: keys and queries enter the inner model, values and predictions meet in the loss.</summary>
internal static class FitCheck
{
    public static void Check(Function inner, IReadOnlyDictionary<Scope, Function?> functions, IReadOnlyDictionary<Scope, IMethodSymbol> methods, FaultList faults)
    {
        var (input, output) = (inner.DataDimensions[0], inner.ResultDimension!);
        if (inner.Parameters.All(p => !p.Fast))
            faults.Add(DeclarationDiagnostics.NoFastWeights, methods[Scope.InnerModel], methods[Scope.InnerModel].Name);
        foreach (var scope in new[] { Scope.Query, Scope.Key, Scope.Value })
            if (functions.TryGetValue(scope, out var view) && view?.ResultDimension is { } dimension)
            {
                var method = methods[scope];
                var (wanted, of) = scope == Scope.Value ? (output, "the inner model's result") : (input, "the inner model's input");
                if (dimension != wanted)
                    faults.Add(DimensionDiagnostics.Mismatch, ReturnSpan(method), $"The result of '{method.Name}'", dimension, of, wanted);
            }
        if (!functions.TryGetValue(Scope.Loss, out var loss) || loss is null)
            return;
        foreach (var parameter in methods[Scope.Loss].Parameters.Take(2))
            if (loss.DataDimensions[parameter.Ordinal] is var dimension && dimension != output)
                faults.Add(DimensionDiagnostics.Mismatch, parameter, $"'{parameter.Name}'", dimension, "the inner model's result", output);
    }

    private static SourceSpan ReturnSpan(IMethodSymbol method)
        => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is MethodDeclarationSyntax syntax ? SourceSpan.Of(syntax.ReturnType) : SourceSpan.Of(method);
}
