using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Parsing;

/// <summary>A data parameter: which input of the graph it is, and its dimension, or none where it has the shape of a weight.</summary>
internal readonly record struct DataParameter(string Input, string? Dimension, IParameterSymbol Symbol);

/// <summary>A data parameter that a role may have.</summary>
internal readonly record struct Slot(string Input, bool Optional = false);

/// <summary>Which data the methods of each role take, in order.</summary>
internal static class DataParameters
{
    /// <summary>The slots of a role. <paramref name="readsWeights"/>: a loss with fast parameters, which is the loss of a token as a whole.</summary>
    public static IReadOnlyList<Slot> Slots(Scope scope, bool readsWeights) => scope switch
    {
        Scope.Loss when readsWeights => [new("@k"), new("@v")],
        Scope.Loss => [new("@y"), new("@v")],
        Scope.Target => [new("@v"), new("@k")],
        Scope.Update => [new("@w"), new("@step"), new("@initial", Optional: true)],
        Scope.Ridge => [],
        _ when Scopes.IsGate(scope) => [new("@x"), new("@k", Optional: true)],
        _ => [new("@x")],
    };

    /// <summary>The role's data in words, as messages say it.</summary>
    public static string Wanted(Scope scope, bool readsWeights) => scope switch
    {
        Scope.InnerModel => "a Vec, the token's view,",
        Scope.Loss when readsWeights => "the key and the label, two Vecs,",
        Scope.Loss => "the prediction and the label, two Vecs of one dimension,",
        Scope.Target => "the value and the key, two Vecs,",
        Scope.FeatureMap => "a Vec, the query or key,",
        Scope.Update => "the weight and its step, two of the weight's type,",
        _ => "a Vec<Model>, the token,",
    };

    /// <summary>Whether the method reads earlier tokens.</summary>
    public static bool HasPrevious(Scope scope, bool readsWeights) => scope == Scope.InnerModel || scope == Scope.Loss && readsWeights;

    /// <summary>The input that a token so many tokens before is.</summary>
    public static string Previous(Scope scope, int tokens) => (scope == Scope.Loss ? "@k:" : "@x:") + tokens.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
