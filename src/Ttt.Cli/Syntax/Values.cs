using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Ttt.Cli;

/// <summary>Options whose wrong values are answered in plain words.</summary>
static class Values
{
    public static Option<int?> Integer(string name, string description, string shown = "N") => Numeric<int>(name, description, shown, "an integer", NumberStyles.AllowLeadingSign);

    public static Option<long?> Long(string name, string description, string shown = "N") => Numeric<long>(name, description, shown, "an integer", NumberStyles.AllowLeadingSign);

    public static Option<double?> Number(string name, string description, string shown = "X") => Numeric<double>(name, description, shown, "a number", NumberStyles.Float);

    /// <summary>Several integers with commas between; none where the option is not given.</summary>
    public static Option<int[]> Integers(string name, string description, string shown) => new(name)
    {
        Description = description,
        HelpName = shown,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            int?[] values = [.. result.Tokens[0].Value.Split(',').Select(word => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : (int?)null)];
            if (values.All(value => value is not null))
                return [.. values.Select(value => value!.Value)];
            result.AddError($"{name} must be integers with commas between, not '{result.Tokens[0].Value}'");
            return [];
        },
    };

    public static Option<string?> Text(string name, string description, string shown) => new(name) { Description = description, HelpName = shown };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    public static Option<string[]> Texts(string name, string description, string shown) => new(name)
    {
        Description = description,
        HelpName = shown,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Choice(string name, string description, params string[] choices) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', choices),
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (!choices.Contains(word))
                result.AddError($"{name} must be {string.Join(", ", choices[..^1])} or {choices[^1]}, not '{word}'{Suggestion.For(word, choices)}");
            return word;
        },
    };

    static Option<T?> Numeric<T>(string name, string description, string shown, string wanted, NumberStyles style) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = shown,
        CustomParser = result => Parse<T>(result, name, wanted, style),
    };

    static T? Parse<T>(ArgumentResult result, string name, string wanted, NumberStyles style) where T : struct, INumber<T>
    {
        if (T.TryParse(result.Tokens[0].Value, style, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value))
            return value;
        result.AddError($"{name} must be {wanted}, not '{result.Tokens[0].Value}'");
        return null;
    }
}
