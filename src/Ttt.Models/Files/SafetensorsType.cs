namespace Ttt.Models;

/// <summary>Element types of the safetensors format.</summary>
public enum SafetensorsType { Bool, U8, I8, I16, U16, I32, U32, I64, U64, F16, BF16, F32, F64 }

static class SafetensorsTypes
{
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    public static string Text(this SafetensorsType type) => type.ToString().ToUpperInvariant();

    public static SafetensorsType? Parse(string? text)
    {
        foreach (var type in Enum.GetValues<SafetensorsType>())
            if (type.Text() == text)
                return type;
        return null;
    }
}
