namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of an index expression: a position, a slice, an ellipsis, a new axis, a mask or a tensor of positions.</summary>
    public struct TensorIndex
    {
        internal enum Kind : byte
        {
            Single,
            Slice,
            Ellipsis,
            None,
            Bool,
            Tensor,
        }

        internal Kind kind { get; private init; }

        internal long? start { get; private init; }

        internal long? stop { get; private init; }

        internal long? step { get; private init; }

        internal torch.Tensor? tensor { get; private init; }

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        public static TensorIndex None = new() { kind = Kind.None };

        public static TensorIndex Null = new() { kind = Kind.None };

        public static TensorIndex Colon = new() { kind = Kind.Slice };

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? None : new() { kind = Kind.Single, start = index };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range)
        {
            // `^0` as an end means "to the last": no bound at all.
            long? stop = range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value;
            return Slice(FromIndex(range.Start), stop);
        }

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(FromIndex(index));

        private static long FromIndex(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
