using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Names of graph inputs and outputs that are not parameters. The prefix keeps them apart from any checkpoint name.</summary>
internal static class Names
{
    public const string X = "@x";
    public const string Y = "@y";
    public const string V = "@v";
    public const string Query = "@q";
    public const string Key = "@k";
    public const string Value = "@v";
    public const string Position = "@position";

    /// <summary>The standard rate, and a declared one for all parameters that have none of their own.</summary>
    public const string Rate = "@rate";

    /// <summary>The weight of a token's loss in a window.</summary>
    public const string Weight = "@weight";

    /// <summary>1, or 0 for padding: whether a token's momentum enters the weights.</summary>
    public const string Mask = "@mask";

    public const string Output = "@output";
    public const string Loss = "@loss";
    public const string Result = "result";

    /// <summary>In the function of an update: the decayed weight, the step, the layer's initial weight.</summary>
    public const string UpdatedWeight = "@w";
    public const string UpdateStep = "@step";
    public const string UpdateInitial = "@initial";

    /// <summary>A view of <paramref name="data"/> some tokens ago.</summary>
    public static string Previous(string data, string x) => data + x.Substring(X.Length);

    public static bool IsToken(string x) => x == X || x.StartsWith(X + ":", System.StringComparison.Ordinal);

    /// <summary>A gate of the optimiser; <paramref name="key"/> is the parameter it belongs to alone, or empty.</summary>
    public static string Gate(GateKind kind, string key)
        => (kind switch { GateKind.Rate => Rate, GateKind.Retention => "@retention", GateKind.Momentum => "@momentum", _ => Weight }) + (key.Length == 0 ? "" : ":" + key);

    /// <summary>A vector or scalar parameter repeated over the tokens, so that each token has a gradient of its own.</summary>
    public static string Rows(string parameter) => "@rows:" + parameter;

    /// <summary>What the tokens since the last boundary have accumulated for a fast parameter, before the position factor.</summary>
    public static string Sum(string parameter) => "@sum:" + parameter;

    /// <summary>The momentum buffer of a fast parameter.</summary>
    public static string Velocity(string parameter) => "@velocity:" + parameter;

    /// <summary>What the tokens since the last boundary have left of the weights: the product of a retention gate.</summary>
    public static string Kept(string key) => "@kept:" + key;

    /// <summary>The sum of a momentum gate since the last boundary, for its mean.</summary>
    public static string GateSum(string key) => "@gatesum:" + key;

    /// <summary>The tokens, padding apart, since the last boundary.</summary>
    public const string Count = "@count";

    /// <summary>Σ c LᵀL and Σ c LᵀR of a fast matrix that a ridge regression solves for.</summary>
    public static string Gram(string parameter) => "@gram:" + parameter;

    public static string Moment(string parameter) => "@moment:" + parameter;

    /// <summary>The learned initial value of a fast parameter.</summary>
    public static string Initial(string parameter) => "@initial:" + parameter;

    /// <summary>A carried value after the rows.</summary>
    public static string Next(string carried) => "@next:" + carried;

    public static string Left(string parameter, int use) => $"@left:{parameter}:{use}";

    public static string Right(string parameter, int use) => $"@right:{parameter}:{use}";

    public static string Delta(string parameter) => "@delta:" + parameter;

    /// <summary>The cotangent of an input or output.</summary>
    public static string Cotangent(string name) => "@d:" + name;
}
