using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>A declaration's own methods, run eagerly for one head of a layer, with the layer's parameters.</summary>
internal sealed class EagerMethods
{
    readonly TttLayer _layer;
    readonly int _head;
    readonly Dictionary<Function, EagerFunction> _functions = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, Matrix> _stored = [];

    public EagerMethods(LayerModel model, TttLayer layer, int head)
    {
        (Model, _layer, _head) = (model, layer, head);
        foreach (var function in EagerFunction.Of(model, new Eager(layer.GetType().Assembly)))
            _functions[function.Function] = function;
    }

    public LayerModel Model { get; }

    /// <summary>The result of a method as a row, or in the shape of a weight.</summary>
    public Matrix Call(Function function, IReadOnlyDictionary<string, Matrix> data, Matrix? like = null)
    {
        var eager = _functions[function];
        var items = eager.Call(eager.Inputs.ToDictionary(name => name, name => data.TryGetValue(name, out var given) ? given : Parameter(name)), 0);
        return like is null ? new(1, items.Length, items) : new(like.Rows, like.Columns, items);
    }

    /// <summary>A parameter of this head: a matrix, a row, or one number.</summary>
    public Matrix Parameter(string name)
    {
        if (_stored.TryGetValue(name, out var known))
            return known;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var declared = _layer.Description.Parameters.Single(p => p.Name == name);
        long[] sides = [.. declared.Dimensions.Select(d => (long)_layer.Sizes[d])];
        var (rows, columns) = sides.Length == 2 ? (sides[0], sides[1]) : (1, sides.Length == 0 ? 1 : sides[0]);
        if (!declared.Learned)
            return _stored[name] = Matrix.Create((int)rows, (int)columns, (_, _) => declared.Init == Init.One ? 1 : 0);
        Tensor stored = _layer.named_parameters().Single(p => p.name == name).parameter;
        stored = declared.IsProjection
            ? (declared.Shared ? stored : stored.narrow(0, _head * columns, columns)).t()
            : (declared.Shared ? stored : stored.select(0, _head)).reshape(rows, columns);
        return _stored[name] = ToMatrix(stored);
    }

    public static Matrix ToMatrix(Tensor matrix) => new((int)matrix.size(0), (int)matrix.size(1), matrix.contiguous().data<double>().ToArray());
}
