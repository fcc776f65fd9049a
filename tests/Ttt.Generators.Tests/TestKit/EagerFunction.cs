using System.Reflection;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>A parsed function beside the user's method it was read from, with the graph's input for each of the method's parameters.</summary>
sealed record EagerFunction(Function Function, MethodInfo Method, IReadOnlyList<string> Inputs)
{
    /// <summary>Every function of a declaration.</summary>
    public static IEnumerable<EagerFunction> Of(LayerModel model, Eager eager)
    {
        var methods = eager.Methods(model.FullName);
        var inner = methods.Single(m => m.GetCustomAttribute<InnerModelAttribute>() is not null);
        foreach (var function in new[] { model.InnerModel, model.Loss, model.Query, model.Key, model.Value, model.Target, model.FeatureMap, model.Ridge }.OfType<Function>())
            yield return Read(function, methods.Single(m => m.GetCustomAttributes().Any(a => ScopeOf(a) == function.Scope)), null);
        foreach (var gate in model.Gates)
            yield return Read(gate.Function, methods.Single(m => m.GetCustomAttributes<InnerGateAttribute>().Any(a => ScopeOf(a) == gate.Function.Scope && NameOf(a.Of) == gate.Of)), gate.Of);
        foreach (var update in model.Updates)
        {
            var weight = inner.GetParameters().Single(p => NameOf(p.Name) == update.Parameter);
            var candidates = methods.Where(m => m.GetCustomAttribute<UpdateAttribute>() is { } a && (a.Of == weight.Name || a.Of is null && Kind(m) == weight.ParameterType.Name)).ToArray();
            var method = candidates.OrderBy(m => m.GetCustomAttribute<UpdateAttribute>()!.Of is null).First();
            var arguments = method.GetGenericArguments().Select(a => weight.ParameterType.GenericTypeArguments[Array.IndexOf(method.GetParameters()[0].ParameterType.GenericTypeArguments, a)]);
            yield return Read(update.Function, method.IsGenericMethod ? method.MakeGenericMethod([.. arguments]) : method, method.GetCustomAttribute<UpdateAttribute>()!.Of is null ? null : update.Parameter);
        }

        static string Kind(MethodInfo method) => method.GetParameters()[0].ParameterType.Name;

        string? NameOf(string? csharp)
            => csharp is null ? null : inner.GetParameters().Single(p => p.Name == csharp).GetCustomAttribute<FastAttribute>()?.Name ?? csharp;

        EagerFunction Read(Function function, MethodInfo method, string? of)
        {
            var slots = new Queue<Slot>(DataParameters.Slots(function.Scope, method.GetParameters().Any(p => p.GetCustomAttribute<FastAttribute>() is not null)));
            return new(function, method, [.. method.GetParameters().Select(p =>
                p.GetCustomAttribute<PreviousAttribute>() is { } previous ? DataParameters.Previous(function.Scope, previous.Tokens)
                : p.GetCustomAttribute<FastAttribute>() is not null ? NameOf(p.Name)!
                : p.GetCustomAttribute<SlowAttribute>() is { } slow ? slow.Name ?? Scopes.Prefix(function.Scope, of) + p.Name
                : slots.Dequeue().Input)]);
        }
    }

    /// <summary>Random values for the inputs: rows of tokens for data, weights in their shapes.</summary>
    public Dictionary<string, Matrix> Random(int rows, IReadOnlyDictionary<string, int> sizes, Random random)
    {
        var inputs = new Dictionary<string, Matrix>();
        foreach (var (parameter, name) in Method.GetParameters().Zip(Inputs))
        {
            var sides = parameter.ParameterType.GenericTypeArguments.Select(t => sizes[t.Name]).ToArray();
            var isRows = IsTokens(name);
            inputs[name] = Matrix.Create(
                sides.Length == 2 ? sides[0] : isRows ? rows : 1, sides.Length == 0 ? 1 : sides[^1], (_, _) => random.NextDouble() * 2 - 1);
        }
        return inputs;
    }

    /// <summary>What the method itself says for one token.</summary>
    public double[] Call(IReadOnlyDictionary<string, Matrix> inputs, int row)
        => Eager.Call(Method, [.. Inputs.Select(name => IsTokens(name) ? Matrix.Create(1, inputs[name].Columns, (_, j) => inputs[name][row, j]) : inputs[name])]);

    /// <summary>How many results there are: one a token, or one.</summary>
    public bool HasTokens => Function.Scope is not (Scope.Update or Scope.Ridge);

    bool IsTokens(string name) => HasTokens && name[0] == '@';

    static Scope? ScopeOf(Attribute attribute) => attribute switch
    {
        InnerModelAttribute => Scope.InnerModel,
        InnerLossAttribute => Scope.Loss,
        InnerTargetAttribute => Scope.Target,
        FeatureMapAttribute => Scope.FeatureMap,
        ViewAttribute view => Enum.Parse<Scope>(view.Role.ToString()),
        InnerRateAttribute => Scope.Rate,
        RetentionAttribute => Scope.Retention,
        MomentumAttribute => Scope.Momentum,
        WindowWeightAttribute => Scope.WindowWeight,
        UpdateAttribute => Scope.Update,
        RidgeAttribute => Scope.Ridge,
        _ => null,
    };
}
