using System.Reflection;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The inner loss of a layer, as it was declared: ½‖y − v‖², or the declaration's own method run eagerly.</summary>
sealed class InnerLossFunction
{
    readonly TttLayer layer;
    readonly MethodInfo? method;

    /// <exception cref="NotSupportedException">The loss reads the fast weights themselves, not a prediction.</exception>
    public InnerLossFunction(TttLayer layer)
    {
        this.layer = layer;
        method = layer.GetType().GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).SingleOrDefault(m => m.IsDefined(typeof(InnerLossAttribute)));
        if (method?.GetParameters().Any(p => p.IsDefined(typeof(FastAttribute))) == true)
            throw new NotSupportedException($"the inner loss of layer {layer.Description.Name} reads the fast weights themselves, not what the inner model answers");
    }

    /// <summary>Mean over sequences and heads, [T], of predictions and labels [B,H,T,Dv].</summary>
    public double[] ByPosition(Tensor answer_BHTD, Tensor label_BHTD)
    {
        using var scope = torch.NewDisposeScope();
        var (answer, label) = (answer_BHTD.cpu().to(torch.ScalarType.Float64), label_BHTD.cpu().to(torch.ScalarType.Float64));
        var losses_BHT = method is null ? (answer - label).square().sum(-1) * 0.5 : Declared(answer, label);
        return losses_BHT.mean([0L, 1]).data<double>().ToArray();
    }

    Tensor Declared(Tensor answer_BHTD, Tensor label_BHTD)
    {
        var (shape, size, labelSize) = (answer_BHTD.shape, (int)answer_BHTD.size(3), (int)label_BHTD.size(3));
        var (answers, labels) = (answer_BHTD.contiguous().data<double>().ToArray(), label_BHTD.contiguous().data<double>().ToArray());
        var losses = new double[answers.Length / size];
        var arguments = new object[method!.GetParameters().Length];
        for (var n = 0; n < losses.Length; n++)
        {
            if (n % shape[2] == 0)
                Slow((int)(n / shape[2] % shape[1])).CopyTo(arguments, 2);
            arguments[0] = Value(method.GetParameters()[0].ParameterType, answers[(n * size)..((n + 1) * size)]);
            arguments[1] = Value(method.GetParameters()[1].ParameterType, labels[(n * labelSize)..((n + 1) * labelSize)]);
            losses[n] = ((Scalar)method.Invoke(null, arguments)!).Value;
        }
        return torch.tensor(losses, [shape[0], shape[1], shape[2]], dtype: torch.ScalarType.Float64);
    }

    // The slow parameters of the loss for one head, in the order of the method.
    object[] Slow(int head) => [.. layer.Description.Parameters.Where(p => p.Scope == ParameterScope.Loss && p.Kind == ParameterKind.Slow).Select((declared, i) =>
    {
        using var scope = torch.NewDisposeScope();
        Tensor stored = layer.named_parameters().Single(p => p.name == declared.Name).parameter;
        var own = (declared.Shared ? stored : stored.select(0, head)).detach().cpu().to(torch.ScalarType.Float64).contiguous();
        var (type, values) = (method!.GetParameters()[i + 2].ParameterType, own.data<double>().ToArray());
        return declared.Dimensions.Count == 2 ? Activator.CreateInstance(type, (int)own.size(0), (int)own.size(1), values)! : Value(type, values);
    })];

    static object Value(Type type, double[] values) => type == typeof(Scalar) ? new Scalar(values[0]) : Activator.CreateInstance(type, values)!;
}
