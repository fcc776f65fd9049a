using System;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Ttt.Generators.Analysis;

/// <summary>
/// Who reports the diagnostics that have a code fix: the analyzer, or, where analyzers do not run, the generator, which always does. Both read
/// the same build properties and so agree. Where they are not visible, nobody knows whether analyzers run, and the generator reports.
/// </summary>
internal static class Reporter
{
    public static bool IsAnalyzer(AnalyzerConfigOptions build)
        => Read(build, "RunAnalyzers") is { } always
            && Read(build, "RunAnalyzersDuringBuild") is { } duringBuild
            && Read(build, "IsImplicitlyTriggeredBuild") is { } quick
            && !Is(always, "false") && (always.Length > 0 || !Is(duringBuild, "false")) && !Is(quick, "true");

    private static string? Read(AnalyzerConfigOptions build, string property) => build.TryGetValue("build_property." + property, out var value) ? value : null;

    private static bool Is(string value, string wanted) => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);
}
