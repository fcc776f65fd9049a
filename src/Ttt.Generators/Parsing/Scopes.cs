namespace Ttt.Generators.Parsing;

/// <summary>What the roles of methods have in common, and what they are called.</summary>
internal static class Scopes
{
    public static bool IsView(Scope scope) => scope is Scope.Query or Scope.Key or Scope.Value;

    public static bool IsGate(Scope scope) => scope is Scope.Rate or Scope.Retention or Scope.Momentum or Scope.WindowWeight;

    /// <summary>Whether the method is applied to the layer's input: its matrices are projections of the token.</summary>
    public static bool ReadsToken(Scope scope) => IsView(scope) || IsGate(scope);

    public static GateKind GateOf(Scope scope) => scope switch
    {
        Scope.Retention => GateKind.Retention,
        Scope.Momentum => GateKind.Momentum,
        Scope.WindowWeight => GateKind.WindowWeight,
        _ => GateKind.Rate,
    };

    public static string Describe(Scope scope, string? of = null) => scope switch
    {
        Scope.Loss => "[InnerLoss]",
        Scope.Target => "[InnerTarget]",
        Scope.Rate => Served("InnerRate", of),
        Scope.Retention or Scope.Momentum or Scope.Update => Served(scope.ToString(), of),
        _ when IsView(scope) => $"[View(Role.{scope})]",
        _ => $"[{scope}]",
    };

    /// <summary>What stands before the names of slow parameters that have none of their own.</summary>
    public static string Prefix(Scope scope, string? parameter)
    {
        var role = scope switch
        {
            Scope.InnerModel => "",
            Scope.FeatureMap => "feature.",
            Scope.WindowWeight => "window.",
            _ => scope.ToString().ToLowerInvariant() + ".",
        };
        return parameter is null ? role : role + parameter + ".";
    }

    private static string Served(string attribute, string? of) => of is null ? $"[{attribute}]" : $"[{attribute}(Of = \"{of}\")]";
}
