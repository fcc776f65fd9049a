using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>What must hold between methods: keys and queries enter the inner model, values and predictions meet in the loss.</summary>
internal sealed class FitCheck(ParsedMethod inner, IReadOnlyDictionary<Scope, ParsedMethod> methods, FaultList faults)
{
    private const string Input = "the inner model's input";
    private const string Result = "the inner model's result";

    private readonly string _input = inner.DimensionOf("@x")!;
    private readonly string _output = inner.Function.ResultDimension!;

    public void Check(IEnumerable<ParsedMethod> gates, FastWeights fast)
    {
        if (fast.All.Count == 0)
            faults.Add(DeclarationDiagnostics.NoFastWeights, inner.Role.Method, inner.Role.Method.Name);
        foreach (var data in inner.Data)
            Data(inner, data.Input, _input, "the token's view");
        var (map, loss, target) = (Find(Scope.FeatureMap), Find(Scope.Loss), Find(Scope.Target));
        var (viewed, ofView) = map is null ? (_input, Input) : (map.DimensionOf("@x")!, "the feature map's input");
        Returns(map, _input, Input);
        Returns(Find(Scope.Query), viewed, ofView);
        Returns(Find(Scope.Key), viewed, ofView);

        var (label, ofLabel) = loss?.DimensionOf("@k") is null ? (_output, Result) : (loss.DimensionOf("@v")!, "the label of the loss");
        foreach (var data in loss?.Data ?? [])
            if (data.Input == "@y" || data.Input == "@v" && label == _output)
                Data(loss!, data.Input, _output, Result);
            else if (data.Input != "@v")
                Data(loss!, data.Input, _input, Input);
        Returns(target, label, ofLabel);
        Returns(Find(Scope.Value), target?.DimensionOf("@v") ?? label, target is null ? ofLabel : "the target's value");
        foreach (var method in gates.Concat(target is null ? [] : new[] { target }))
            Data(method, "@k", _input, Input);
    }

    private ParsedMethod? Find(Scope scope) => methods.TryGetValue(scope, out var method) ? method : null;

    private void Returns(ParsedMethod? method, string wanted, string of)
    {
        if (method?.Function.ResultDimension is { } dimension && dimension != wanted)
            faults.Add(DimensionDiagnostics.Mismatch, ResultParser.Span(method.Role.Method), $"The result of '{method.Role.Method.Name}'", dimension, of, wanted);
    }

    private void Data(ParsedMethod method, string input, string wanted, string of)
    {
        foreach (var data in method.Data)
            if (data.Input == input && data.Dimension != wanted)
                faults.Add(DimensionDiagnostics.Mismatch, data.Symbol, $"'{data.Symbol.Name}'", data.Dimension!, of, wanted);
    }
}
