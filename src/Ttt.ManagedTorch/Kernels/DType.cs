using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Something to do for one element type; bool is treated as a byte of 0 or 1.</summary>
internal interface INumericAction
{
    void Run<T>() where T : unmanaged, INumber<T>;
}

/// <summary>From a run-time element type to a generic instantiation.</summary>
internal static class DType
{
    /// <param name="dtype">The element type.</param>
    /// <param name="action">What to do.</param>
    /// <param name="operation">Who asks, for messages; null where every type that tensors have is among these.</param>
    public static void Run<TAction>(ScalarType dtype, in TAction action, string? operation = null) where TAction : struct, INumericAction
    {
        switch (dtype)
        {
            case ScalarType.Float32: action.Run<float>(); break;
            case ScalarType.Float64: action.Run<double>(); break;
            case ScalarType.Int64: action.Run<long>(); break;
            case ScalarType.Int32: action.Run<int>(); break;
            case ScalarType.Int16: action.Run<short>(); break;
            case ScalarType.Int8: action.Run<sbyte>(); break;
            case ScalarType.Byte or ScalarType.Bool: action.Run<byte>(); break;
            default: throw operation is null ? DTypes.Unsupported(dtype) : DTypes.NotFor(operation, dtype);
        }
    }

    /// <summary>Only Float32 and Float64.</summary>
    public static void RunReal<TAction>(string op, ScalarType dtype, in TAction action) where TAction : struct, INumericAction
    {
        if (dtype == ScalarType.Float32) action.Run<float>();
        else if (dtype == ScalarType.Float64) action.Run<double>();
        else throw DTypes.NotFor(op, dtype);
    }
}
