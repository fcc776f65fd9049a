using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Diagnostics;

/// <summary>A diagnostic as a value: id, message arguments, place.</summary>
internal sealed record Fault(string Id, EquatableArray<string> Arguments, SourceSpan Span)
{
    public bool IsError => DiagnosticCatalogue.Get(Id).DefaultSeverity == DiagnosticSeverity.Error;

    public Diagnostic ToDiagnostic(Compilation compilation)
        => Diagnostic.Create(DiagnosticCatalogue.Get(Id), Span.ToLocation(compilation), Arguments.Select(a => (object)a).ToArray());
}
