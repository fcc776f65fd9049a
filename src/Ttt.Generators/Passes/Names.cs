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
    public const string Rate = "@rate";
    public const string Position = "@position";
    public const string Output = "@output";
    public const string Result = "result";

    /// <summary>A vector or scalar parameter repeated over the tokens, so that each token has a gradient of its own.</summary>
    public static string Rows(string parameter) => "@rows:" + parameter;

    /// <summary>Σ λ_m ∇_m of a fast parameter since the last boundary.</summary>
    public static string Sum(string parameter) => "@sum:" + parameter;

    /// <summary>A fast parameter after the mini-batch.</summary>
    public static string Next(string parameter) => "@next:" + parameter;

    /// <summary>The sums after the rows.</summary>
    public static string NextSum(string parameter) => "@nextsum:" + parameter;

    public static string Left(string parameter, int use) => $"@left:{parameter}:{use}";

    public static string Right(string parameter, int use) => $"@right:{parameter}:{use}";

    public static string Delta(string parameter) => "@delta:" + parameter;

    /// <summary>The cotangent of an input or output.</summary>
    public static string Cotangent(string name) => "@d:" + name;
}
