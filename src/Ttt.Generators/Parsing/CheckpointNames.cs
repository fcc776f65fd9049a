using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>A weight as it is declared: whether the user gave the name, and whether its matrix is stored as a projection of the token.</summary>
internal readonly record struct NamedWeight(ParameterModel Model, IParameterSymbol Symbol, bool Named, bool Projection, SourceSpan Span);

/// <summary>The names of a layer's weights in checkpoints, with their places in source.</summary>
internal sealed class CheckpointNames(FaultList faults)
{
    private static readonly string[] Standard = ["q_proj", "k_proj", "v_proj", "o_proj", "g_proj", "conv_q", "conv_k", "conv_v", "head_norm", "post_norm", "tanh_gate", "tanh_gate_reverse"];
    private const string StandardPrefix = "learnable_";

    private readonly Dictionary<string, NamedWeight> _weights = new(StringComparer.Ordinal);

    public IEnumerable<NamedSpan> Spans => _weights.Select(w => new NamedSpan(w.Key, w.Value.Span));

    /// <summary>False where the weight is tied to an earlier one: then there is one parameter, and the earlier method lists it.</summary>
    public bool Add(NamedWeight weight)
    {
        var name = weight.Model.Name;
        var parts = name.Split('.');
        if (parts.Any(part => part.Length == 0 || !part.All(c => char.IsLetterOrDigit(c) || c == '_')))
            faults.Add(DeclarationDiagnostics.UnusableName, weight.Span, name);
        else if (Standard.Contains(parts[0], StringComparer.Ordinal) || parts[0].StartsWith(StandardPrefix, StringComparison.Ordinal))
            faults.Add(DeclarationDiagnostics.ReservedName, weight.Span, name, string.Join(", ", Standard) + ", " + StandardPrefix + "*");
        else if (_weights.Keys.FirstOrDefault(n => IsPart(n, name) || IsPart(name, n)) is { } group)
            faults.Add(DeclarationDiagnostics.DuplicateName, weight.Span, name, $", '{group}': of a name with '.', the part before it names a group of weights");
        else if (!_weights.TryGetValue(name, out var other))
            _weights.Add(name, weight);
        else if (Difference(weight, other) is { } difference)
            faults.Add(DeclarationDiagnostics.DuplicateName, weight.Span, name, difference);
        else
            return false;
        return true;
    }

    private static bool IsPart(string part, string name) => name.Length > part.Length && name[part.Length] == '.' && name.StartsWith(part, StringComparison.Ordinal);

    /// <summary>Null where the two may be one parameter; otherwise what the message says about them.</summary>
    private static string? Difference(NamedWeight weight, NamedWeight other)
    {
        if (SymbolEqualityComparer.Default.Equals(weight.Symbol.OriginalDefinition, other.Symbol.OriginalDefinition) && weight.Model == other.Model)
            return null;
        if (!weight.Named || !other.Named || weight.Model.Fast || other.Model.Fast
            || SymbolEqualityComparer.Default.Equals(weight.Symbol.ContainingSymbol, other.Symbol.ContainingSymbol))
            return "";
        if (weight.Model != other.Model)
            return ", and tied weights have the same dimensions, Init and Shared";
        return weight.Projection != other.Projection && weight.Model.Dimensions.Count == 2
            ? ", and a matrix of a view or gate, which is a projection of the token, cannot be tied to one of another method"
            : null;
    }
}
