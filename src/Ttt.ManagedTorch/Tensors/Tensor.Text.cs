using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device, for example <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() =>
            IsInvalid ? "<invalid tensor>" : $"[{string.Join('x', Impl.Shape.Select(n => n.ToString(CultureInfo.InvariantCulture)))}], type = {dtype}, device = {device}";

        /// <summary>The same and, where <paramref name="disamb"/> asks for it, the values.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (!disamb) return ToString();
            var text = new StringBuilder(ToString()).Append(newLine ?? "\n");
            long index = 0;
            Write(text, 0, ref index, fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? "\n");
            return text.ToString();
        }

        private void Write(StringBuilder text, int dim, ref long index, string format, CultureInfo culture, string newLine)
        {
            if (dim == Impl.Rank)
            {
                var value = TensorValues.Read(Impl, index++);
                text.Append(value.Type == ScalarType.Bool ? value.ToBoolean().ToString() : value.IsFloat ? value.Real.ToString(format, culture) : value.Integer.ToString(culture));
                return;
            }
            text.Append('[');
            for (long i = 0; i < Impl.Shape[dim]; i++)
            {
                if (i > 0) text.Append(dim == Impl.Rank - 1 ? " " : newLine).Append(' ', dim == Impl.Rank - 1 ? 0 : dim + 1);
                Write(text, dim + 1, ref index, format, culture, newLine);
            }
            text.Append(']');
        }
    }
}
