using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Result types of mixed operands: a tensor without dimensions, or a number, counts only by its category.</summary>
internal static class Promotion
{
    public static ScalarType Of(Tensor a, Tensor b)
    {
        ScalarType x = a.Impl.DType, y = b.Impl.DType;
        if (x == y) return x;
        if (a.Impl.Rank == 0 == (b.Impl.Rank == 0)) return DTypes.Promote(x, y);
        var (dimensioned, single) = a.Impl.Rank == 0 ? (y, x) : (x, y);
        return DTypes.Category(single) > DTypes.Category(dimensioned) ? single : dimensioned;
    }

    public static ScalarType Of(Tensor a, Scalar b)
    {
        var dtype = a.Impl.DType;
        if (DTypes.Category(b.Type) <= DTypes.Category(dtype)) return dtype;
        return b.IsFloat ? get_default_dtype() : ScalarType.Int64;
    }

    /// <summary>The type for functions of real numbers: integers become the default float type.</summary>
    public static ScalarType Real(ScalarType dtype) => DTypes.IsFloat(dtype) ? dtype : get_default_dtype();
}

/// <summary>An operand in the type an operation computes in; disposes the conversion, if there was one.</summary>
internal readonly ref struct Operand
{
    private readonly bool _converted;

    public Operand(Tensor source, ScalarType dtype)
    {
        _converted = source.Impl.DType != dtype;
        Value = _converted ? source.to_type(dtype) : source;
    }

    public Tensor Value { get; }

    public TensorImpl Impl => Value.Impl;

    public void Dispose()
    {
        if (_converted) Value.Dispose();
    }
}
