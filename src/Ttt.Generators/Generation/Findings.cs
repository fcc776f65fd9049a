using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Generation;

/// <summary>What compiling a layer found: its name in the catalogue, what stands against a faster form, or a failure.</summary>
internal sealed record Finding(string Layer, string? Name, Obstacle? Obstacle, string? Failure);

/// <summary>Gives findings, which know no places, the places that parsing recorded.</summary>
internal static class Findings
{
    public static IEnumerable<Fault> Join(ParsedLayer layer, ImmutableArray<Finding> findings)
        => layer.Faults.Concat(findings.Where(f => f.Layer == layer.Target.FullName).SelectMany(f => Faults(layer, f).Concat(Namesakes(layer, f, findings))));

    /// <summary>The catalogue finds layers by name, whatever the case; the later of two is told.</summary>
    private static IEnumerable<Fault> Namesakes(ParsedLayer layer, Finding finding, ImmutableArray<Finding> findings)
    {
        if (findings.TakeWhile(f => f != finding).FirstOrDefault(f => finding.Name is not null && string.Equals(f.Name, finding.Name, System.StringComparison.OrdinalIgnoreCase)) is { } first)
            yield return new(DeclarationDiagnostics.LayerNameTwice.Id, EquatableArray.Of(finding.Name!, first.Layer), layer.Span);
    }

    private static IEnumerable<Fault> Faults(ParsedLayer layer, Finding finding)
    {
        if (finding.Failure is { } failure)
            yield return new(BackendDiagnostics.Internal.Id, EquatableArray.Of(layer.Target.ClassName, failure), layer.Span);
        if (finding.Obstacle is { } obstacle)
            yield return new(
                DifferentiationDiagnostics.Of(obstacle.Kind).Id,
                EquatableArray.Of(layer.Target.ClassName, obstacle.Parameter, obstacle.Expression),
                layer.Weights.Where(w => w.Name == obstacle.Parameter).Select(w => w.Span).DefaultIfEmpty(layer.Span).First());
    }
}
