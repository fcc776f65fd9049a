using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>All diagnostics by id.</summary>
internal static class DiagnosticCatalogue
{
    private static readonly Dictionary<string, DiagnosticDescriptor> ById = new[]
        {
            typeof(DeclarationDiagnostics), typeof(LanguageDiagnostics), typeof(DifferentiationDiagnostics),
            typeof(DimensionDiagnostics), typeof(BackendDiagnostics),
        }
        .SelectMany(family => family.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => field.GetValue(null))
        .OfType<DiagnosticDescriptor>()
        .ToDictionary(d => d.Id);

    public static IEnumerable<DiagnosticDescriptor> All => ById.Values;

    public static DiagnosticDescriptor Get(string id) => ById[id];
}
