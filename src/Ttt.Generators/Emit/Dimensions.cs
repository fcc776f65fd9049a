using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Emit;

/// <summary>Shape letters and size expressions of the layer's dimensions.</summary>
internal sealed class Dimensions
{
    private readonly Dictionary<string, string> _fields = new();

    public Dimensions(IEnumerable<string> names, NameScope scope)
    {
        foreach (var name in names)
            _fields[name] = scope.Claim("size" + NameScope.Clean(name));
    }

    public IEnumerable<KeyValuePair<string, string>> Fields => _fields;

    public string Size(string dimension) => _fields[dimension];

    public static string Suffix(Shape shape) => "_" + Letter(shape.Rows) + Letter(shape.Columns);

    public static string Letter(Extent extent)
        => extent.Kind switch
        {
            ExtentKind.One => "1",
            ExtentKind.Tokens => "b",
            ExtentKind.Keys => "e",
            _ => extent.Name switch { "Hidden" => "N", "Model" => "C", var other => NameScope.Clean(other) },
        };
}
