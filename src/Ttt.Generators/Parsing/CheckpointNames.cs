using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>The names of a layer's weights in checkpoints, with their places in source.</summary>
internal sealed class CheckpointNames(FaultList faults)
{
    private static readonly string[] Standard = ["q_proj", "k_proj", "v_proj", "o_proj", "g_proj", "conv_q", "conv_k", "conv_v", "head_norm", "post_norm", "tanh_gate", "tanh_gate_reverse"];
    private const string StandardPrefix = "learnable_";

    private readonly Dictionary<string, SourceSpan> _spans = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SourceSpan> Spans => _spans;

    public void Add(string name, SourceSpan span)
    {
        var parts = name.Split('.');
        if (parts.Any(part => part.Length == 0 || !part.All(c => char.IsLetterOrDigit(c) || c == '_')))
            faults.Add(DeclarationDiagnostics.UnusableName, span, name);
        else if (Standard.Contains(parts[0], StringComparer.Ordinal) || parts[0].StartsWith(StandardPrefix, StringComparison.Ordinal))
            faults.Add(DeclarationDiagnostics.ReservedName, span, name, string.Join(", ", Standard) + ", " + StandardPrefix + "*");
        else if (_spans.ContainsKey(name))
            faults.Add(DeclarationDiagnostics.DuplicateName, span, name);
        else
            _spans.Add(name, span);
    }
}
