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

    /// <summary>The inner rate.</summary>
    Rate,
}

/// <summary>
/// One declared parameter. It is stored per head: fast Mat [H,r,c], fast Vec [H,1,n], fast Scalar [H,1,1], slow Mat [H,r,c], slow Vec [H,n], slow Scalar [H];
/// a slow matrix of a view or the rate as a projection [H·c, r]. A shared one lacks the head axis ([c, r] for a projection).
/// </summary>
/// <param name="Name">Its name in checkpoints, scoped where it has to be ("rate.r").</param>
/// <param name="Kind">Fast or slow.</param>
/// <param name="Scope">The method it belongs to.</param>
/// <param name="Dimensions">None for a Scalar, one for a Vec, rows and columns for a Mat.</param>
/// <param name="Init">How it starts.</param>
/// <param name="Shared">One value for all heads.</param>
public sealed record ParameterDeclaration(string Name, ParameterKind Kind, ParameterScope Scope, IReadOnlyList<string> Dimensions, Init Init, bool Shared)
{
    /// <summary>A matrix of a view or of the rate, which is stored like any projection.</summary>
    public bool IsProjection => Dimensions.Count == 2 && Scope is not (ParameterScope.InnerModel or ParameterScope.Loss);

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
