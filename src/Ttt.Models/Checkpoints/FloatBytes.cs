using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>Writes float tensors in another float type, rounded to the nearest, ties to even.</summary>
static class FloatBytes
{
    const int Portion = 1 << 16;

    /// <exception cref="TttException">A value is too large for the type.</exception>
    public static void Write(Stream stream, string name, Tensor tensor, SafetensorsType type)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var wide = type == SafetensorsType.F64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        var values = tensor.detach().to(wide).cpu().contiguous();
        if (type is SafetensorsType.F32 or SafetensorsType.F64)
        {
            stream.Write(values.bytes);
            return;
        }
        var singles = MemoryMarshal.Cast<byte, float>(values.bytes);
        var narrow = new byte[Portion * 2];
        for (var start = 0; start < singles.Length; start += Portion)
        {
            var portion = singles.Slice(start, Math.Min(Portion, singles.Length - start));
            for (var i = 0; i < portion.Length; i++)
                BinaryPrimitives.WriteUInt16LittleEndian(narrow.AsSpan(2 * i), type == SafetensorsType.BF16 ? BFloat16(portion[i]) : Half(portion[i], name));
            stream.Write(narrow, 0, portion.Length * 2);
        }
    }

    // a finite value that rounds up to infinity is as in every other program
    static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    static ushort Half(float value, string name)
    {
        var half = (Half)value;
        return System.Half.IsInfinity(half) && float.IsFinite(value)
            ? throw new TttException(FormattableString.Invariant($"tensor '{name}' holds {value}, which float16 cannot (its largest value is 65504); use bfloat16"))
            : BitConverter.HalfToUInt16Bits(half);
    }
}
