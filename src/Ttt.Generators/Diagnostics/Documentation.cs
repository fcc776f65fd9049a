namespace Ttt.Generators.Diagnostics;

/// <summary>Where each diagnostic is explained: one page an id, in the repository's docs folder.</summary>
internal static class Documentation
{
    internal const string Category = "Ttt";

    internal static string Page(string id) => $"docs/diagnostics/{id}.md";
}
