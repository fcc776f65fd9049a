using System;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Where the inputs of a layer's programs come from: array positions of parameters, layout of slow ones.</summary>
internal sealed class ProgramContext(LayerModel model, LayerPrograms programs, Dimensions dimensions, NameScope scope)
{
    private readonly ParameterModel[] _slow = model.InnerModel.Parameters.Concat(model.Loss?.Parameters ?? EquatableArray<ParameterModel>.Empty).Where(p => !p.Fast).ToArray();

    public LayerPrograms Programs => programs;

    public Dimensions Dimensions => dimensions;

    /// <summary>Checkpoint names of the fast parameters, in the order of the arrays.</summary>
    public string[] Fast { get; } = model.InnerModel.Parameters.Where(p => p.Fast).Select(p => p.Name).ToArray();

    /// <summary>Checkpoint names of the slow parameters of the inner model and the loss, in the order of the array.</summary>
    public string[] Slow { get; } = model.InnerModel.Parameters.Concat(model.Loss?.Parameters ?? EquatableArray<ParameterModel>.Empty).Where(p => !p.Fast).Select(p => p.Name).ToArray();

    public NameScope MethodScope() => new NameScope(scope).Reserve(
        "rows", "position", "fast", "sums", "slow", "states", "dOutput", "dFast", "dSums", "scope", "step", "n", "N", "B", "H", "b", "dtype", "device");

    public TensorBody Body(Graph graph, NameScope method, bool batched)
        => new(graph, method, ValueHints.Of(graph, programs.Inner), dimensions, batched ? ["B", "H", "N"] : ["B", "H"]);

    /// <summary>The C# expression an input is read from. Slow parameters get axes for batch and heads by a reshape.</summary>
    public string Source(Input input, bool batched, string fastArray, string position = "rows.Position")
        => input.Name switch
        {
            Names.Query => "rows.Query",
            Names.Key => "rows.Key",
            Names.Value => "rows.Value",
            Names.Rate => "rows.Rate",
            Names.Position => position,
            _ when input.Role == InputRole.Fast => At(fastArray, Fast, input.Name),
            _ when input.Role == InputRole.Sums => At("sums", Fast, After(input.Name, Names.Sum(""))),
            _ when input.Role == InputRole.Slow => SlowView(Array.IndexOf(Slow, input.Name), batched),
            _ => CotangentSource(After(input.Name, Names.Cotangent(""))),
        };

    private string CotangentSource(string of)
        => of == Names.Output ? "dOutput"
            : of.StartsWith(Names.Next(""), StringComparison.Ordinal) ? At("dFast", Fast, After(of, Names.Next("")))
            : At("dSums", Fast, After(of, Names.NextSum("")));

    /// <summary>A slow parameter with axes for batch, heads and, for whole mini-batches, N. Shared ones have one head.</summary>
    public string SlowView(int index, bool batched)
    {
        var sizes = _slow[index].Dimensions.Select(dimensions.Size).ToArray();
        var rows = sizes.Length == 2 ? sizes[0] : "1";
        var columns = sizes.Length == 0 ? "1" : sizes[sizes.Length - 1];
        return $"slow[{index}].reshape(-1, {(batched ? "1, " : "")}{rows}, {columns})";
    }

    private static string At(string array, string[] names, string name) => $"{array}[{Array.IndexOf(names, name)}]";

    private static string After(string text, string prefix) => text.Substring(prefix.Length);
}
