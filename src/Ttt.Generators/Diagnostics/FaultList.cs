using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Diagnostics;

/// <summary>Collects what is wrong with one declaration; a fault met twice (a helper inlined twice) is one fault.</summary>
internal sealed class FaultList
{
    private readonly List<Fault> _faults = new();

    public int Count => _faults.Count;

    public bool HasErrors { get; private set; }

    public void Add(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments)
    {
        var fault = new Fault(descriptor.Id, arguments.ToEquatable(), span);
        HasErrors |= fault.IsError;
        if (!_faults.Contains(fault))
            _faults.Add(fault);
    }

    public void Add(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments) => Add(descriptor, SourceSpan.Of(symbol), arguments);

    public void Add(DiagnosticDescriptor descriptor, SyntaxNode node, params string[] arguments) => Add(descriptor, SourceSpan.Of(node), arguments);

    /// <summary>C# itself reports an error here: the declaration cannot be compiled, and one message is enough.</summary>
    public void AlreadyReported() => HasErrors = true;

    public EquatableArray<Fault> ToEquatable()
        => _faults.OrderBy(f => f.Span.Path, System.StringComparer.Ordinal).ThenBy(f => f.Span.Span.Start).ThenBy(f => f.Id, System.StringComparer.Ordinal).ToEquatable();
}
