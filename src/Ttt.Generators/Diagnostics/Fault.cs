using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Diagnostics;

/// <summary>A diagnostic as a value: id, message arguments, place.</summary>
internal sealed record Fault(string Id, EquatableArray<string> Arguments, SourceSpan Span)
{
    public bool IsError => DiagnosticCatalogue.Get(Id).DefaultSeverity == DiagnosticSeverity.Error;

    /// <param name="compilation">Where the place is looked up.</param>
    /// <param name="severity">Instead of the diagnostic's own.</param>
    public Diagnostic ToDiagnostic(Compilation compilation, DiagnosticSeverity? severity = null)
    {
        var (descriptor, location, arguments) = (DiagnosticCatalogue.Get(Id), Span.ToLocation(compilation), Arguments.Select(a => (object)a).ToArray());
        return severity is { } other ? Diagnostic.Create(descriptor, location, other, null, null, arguments) : Diagnostic.Create(descriptor, location, arguments);
    }
}
