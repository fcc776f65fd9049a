using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>Copies of operand blocks in the order in which the micro-kernel reads them.</summary>
internal static unsafe class Packing
{
    /// <summary>to[p][0..width) = from[p, 0..columns), padded with zeros.</summary>
    public static void Panel<T>(MatrixView<T> from, long k, int columns, int width, T* to) where T : unmanaged
    {
        if (from.ColumnStride == 1)
        {
            for (long p = 0; p < k; p++, to += width)
            {
                T* row = from.Data + (p * from.RowStride);
                if (columns == width) Unsafe.CopyBlockUnaligned(to, row, (uint)(width * sizeof(T)));
                else Partial(row, 1, columns, width, to);
            }
            return;
        }
        long done = 0;
        if (typeof(T) == typeof(float) && from.RowStride == 1 && columns == width && width % 8 == 0 && Avx.IsSupported)
        {
            done = k & ~7L;
            for (long p = 0; p < done; p += 8)
                for (int j = 0; j < width; j += 8)
                    Transpose8((float*)from.Data + p + (j * from.ColumnStride), from.ColumnStride, (float*)to + (p * width) + j, width);
        }
        for (long p = done; p < k; p++) Partial(from.Data + (p * from.RowStride), from.ColumnStride, columns, width, to + (p * width));
    }

    /// <summary>to[p][0..6) = from[0..6, p].</summary>
    public static void Rows<T>(MatrixView<T> from, int rows, long k, T* to) where T : unmanaged
    {
        for (long p = 0; p < k; p++, to += rows)
        {
            T* source = from.Data + (p * from.ColumnStride);
            for (int r = 0; r < rows; r++) to[r] = source[r * from.RowStride];
        }
    }

    private static void Partial<T>(T* from, long step, int columns, int width, T* to) where T : unmanaged
    {
        for (int j = 0; j < columns; j++) to[j] = from[j * step];
        for (int j = columns; j < width; j++) to[j] = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* from, long step, float* to, long row)
    {
        Vector256<float> r0 = Vector256.Load(from), r1 = Vector256.Load(from + step), r2 = Vector256.Load(from + (2 * step)), r3 = Vector256.Load(from + (3 * step));
        Vector256<float> r4 = Vector256.Load(from + (4 * step)), r5 = Vector256.Load(from + (5 * step)), r6 = Vector256.Load(from + (6 * step)), r7 = Vector256.Load(from + (7 * step));
        Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1), p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5), p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> q0 = Avx.Shuffle(p0, p2, 0x44), q1 = Avx.Shuffle(p0, p2, 0xEE), q2 = Avx.Shuffle(p1, p3, 0x44), q3 = Avx.Shuffle(p1, p3, 0xEE);
        Vector256<float> q4 = Avx.Shuffle(p4, p6, 0x44), q5 = Avx.Shuffle(p4, p6, 0xEE), q6 = Avx.Shuffle(p5, p7, 0x44), q7 = Avx.Shuffle(p5, p7, 0xEE);
        Avx.Permute2x128(q0, q4, 0x20).Store(to);
        Avx.Permute2x128(q1, q5, 0x20).Store(to + row);
        Avx.Permute2x128(q2, q6, 0x20).Store(to + (2 * row));
        Avx.Permute2x128(q3, q7, 0x20).Store(to + (3 * row));
        Avx.Permute2x128(q0, q4, 0x31).Store(to + (4 * row));
        Avx.Permute2x128(q1, q5, 0x31).Store(to + (5 * row));
        Avx.Permute2x128(q2, q6, 0x31).Store(to + (6 * row));
        Avx.Permute2x128(q3, q7, 0x31).Store(to + (7 * row));
    }
}

/// <summary>Scratch memory of one thread, kept for its lifetime.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? _current;

    private void* _memory;
    private nuint _bytes;

    ~Scratch() => NativeMemory.AlignedFree(_memory);

    /// <summary>At least <paramref name="bytes"/> bytes; a later request of this thread reuses them.</summary>
    public static void* Get(long bytes)
    {
        var scratch = _current ??= new Scratch();
        if (scratch._bytes < (nuint)bytes)
        {
            NativeMemory.AlignedFree(scratch._memory);
            scratch._bytes = (nuint)bytes;
            scratch._memory = NativeMemory.AlignedAlloc(scratch._bytes, BufferPool.Alignment);
        }
        return scratch._memory;
    }
}
