#nullable disable

using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    internal abstract void Release();

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor result, Device device)
    {
        if (reader.ReadBoolean())
        {
            TensorExtensionMethods.Load(ref result, reader);
            result.DetachFromDisposeScope();
            return;
        }
        result?.Dispose();
        result = null;
    }

    /// <summary>Puts a copy of <paramref name="source"/>, which may be null, in the place of <paramref name="target"/>.</summary>
    private protected static void Replace(ref Tensor target, Tensor source)
    {
        if (target is not null && ReferenceEquals(target, source))
            return;
        target?.Dispose();
        using var frozen = no_grad();
        target = source?.clone().DetachFromDisposeScope();
    }

    private protected static Tensor Zeros(Parameter parameter)
    {
        using var frozen = no_grad();
        return zeros(parameter.shape, parameter.dtype).DetachFromDisposeScope();
    }

    private protected static bool Near(Tensor left, Tensor right) => left is null || (right is not null && left.allclose(right));
}
