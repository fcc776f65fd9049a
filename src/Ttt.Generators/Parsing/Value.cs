using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Parsing;

/// <summary>
/// The value of an expression: a node of the graph. A matrix may carry a scalar factor that is not yet multiplied in, because
/// a factor that differs from token to token can only be applied to the product with a vector: x (s W) = s (x W).
/// </summary>
internal readonly record struct Value(int Id, int? Factor = null);

/// <summary>What the names of one method body stand for; null where the expression was refused.</summary>
internal sealed class Bindings
{
    private readonly Dictionary<ISymbol, Value?> _values = new(SymbolEqualityComparer.Default);

    public void Set(ISymbol symbol, Value? value) => _values[symbol] = value;

    public bool TryGet(ISymbol symbol, out Value? value) => _values.TryGetValue(symbol, out value);
}
