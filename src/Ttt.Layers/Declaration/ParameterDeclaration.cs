namespace Ttt.Layers;

/// <summary>How a parameter is learned.</summary>
public enum ParameterKind
{
    /// <summary>By the inner gradient steps; its initial value by the outer ones.</summary>
    Fast,

    /// <summary>By the outer gradient steps.</summary>
    Slow,
}

/// <summary>The method a parameter belongs to.</summary>
public enum ParameterScope
{
    /// <summary>The inner model.</summary>
    InnerModel,

    /// <summary>The inner loss.</summary>
    Loss,

    /// <summary>The view of the query.</summary>
    Query,

    /// <summary>The view of the key.</summary>
    Key,

    /// <summary>The view of the value.</summary>
    Value,

    /// <summary>The label of a token.</summary>
    Target,

    /// <summary>The feature map of queries and keys.</summary>
    FeatureMap,

    /// <summary>The inner rate.</summary>
    Rate,

    /// <summary>What is left of the weights.</summary>
    Retention,

    /// <summary>The momentum.</summary>
    Momentum,

    /// <summary>The weight of a token in the window.</summary>
    WindowWeight,

    /// <summary>How a fast weight gets its new value.</summary>
    Update,

    /// <summary>The ridge of the exact solution.</summary>
    Ridge,
}

/// <summary>
/// One declared parameter. It is stored per head: fast Mat [H,r,c], fast Vec [H,1,n], fast Scalar [H,1,1], slow Mat [H,r,c], slow Vec [H,n], slow Scalar [H];
/// a slow matrix of a view or of a gate (rate, retention, momentum, window weight) as a projection [H·c, r]. A shared one lacks the head axis ([c, r] for a projection).
/// </summary>
/// <param name="Name">Its name in checkpoints, scoped where it has to be ("rate.r").</param>
/// <param name="Kind">Fast or slow.</param>
/// <param name="Scope">The method it belongs to.</param>
/// <param name="Dimensions">None for a Scalar, one for a Vec, rows and columns for a Mat.</param>
/// <param name="Init">How it starts.</param>
/// <param name="Shared">One value for all heads.</param>
/// <param name="Learned">It is stored and learned; a fast parameter that is not starts every sequence from <paramref name="Init"/>.</param>
public sealed record ParameterDeclaration(string Name, ParameterKind Kind, ParameterScope Scope, IReadOnlyList<string> Dimensions, Init Init, bool Shared, bool Learned = true)
{
    /// <summary>A matrix of a view or of a gate, which is stored like any projection.</summary>
    public bool IsProjection => Dimensions.Count == 2 && Scope is ParameterScope.Query or ParameterScope.Key or ParameterScope.Value
        or ParameterScope.Rate or ParameterScope.Retention or ParameterScope.Momentum or ParameterScope.WindowWeight;

    /// <summary>The shape it is stored in.</summary>
    public long[] StoredShape(LayerSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        long[] own = [.. Dimensions.Select(name => (long)sizes[name])];
        if (IsProjection) return [Shared ? own[1] : sizes.Heads * own[1], own[0]];
        if (Kind == ParameterKind.Fast) own = own.Length switch { 0 => [1, 1], 1 => [1, own[0]], _ => own };
        return Shared ? own : [sizes.Heads, .. own];
    }
}
