using System.Numerics;
using System.Runtime.CompilerServices;
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

    /// <summary>All panels of k rows and n columns, one after the other, read in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels<T>(MatrixView<T> from, long k, long n, int width, T* to) where T : unmanaged
    {
        long full = from.ColumnStride == 1 ? n / width * width : 0;
        for (long p = 0; p < k && full > 0; p++)
        {
            T* row = from.Data + (p * from.RowStride), at = to + (p * width);
            for (long j = 0; j < full; j += width, at += k * width)
            {
                // Whole vectors: a panel is two vectors wide.
                for (int i = 0; i < width; i += 16 / sizeof(T)) Vector128.Store(Vector128.Load(row + j + i), at + i);
            }
        }
        for (long j = full; j < n; j += width) Panel(from.At(0, j), k, (int)Math.Min(width, n - j), width, to + (j * k));
    }

    /// <summary>Whether contiguous rows can be copied into groups by vectors.</summary>
    public static bool Turns<T>(int group) => typeof(T) == typeof(float) && group % 4 == 0 && Sse.IsSupported;

    /// <summary>Groups of <paramref name="group"/> rows, one after the other: to[p][0..group) = from[0..group, p].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowGroups<T>(MatrixView<T> from, long rows, int group, long k, T* to) where T : unmanaged
    {
        if (from.ColumnStride == 1 && Turns<T>(group))
        {
            TurnedGroups(from, rows, group, k, to);
            return;
        }
        for (long p = 0; p < k; p++)
        {
            T* source = from.Data + (p * from.ColumnStride);
            long i = 0;
            if (from.RowStride == 1 && group == 6)
            {
                for (; i <= rows - 6; i += 6)
                {
                    T* at = to + (i * k) + (p * 6), six = source + i;
                    (at[0], at[1], at[2], at[3], at[4], at[5]) = (six[0], six[1], six[2], six[3], six[4], six[5]);
                }
            }
            else if (from.RowStride == 1 && group * sizeof(T) % 16 == 0)
            {
                for (; i <= rows - group; i += group)
                    for (int r = 0; r < group; r += 16 / sizeof(T)) Vector128.Store(Vector128.Load(source + i + r), to + (i * k) + (p * group) + r);
            }
            for (; i < rows; i += group)
            {
                int count = (int)Math.Min(group, rows - i);
                T* at = to + (i * k) + (p * count);
                for (int r = 0; r < count; r++) at[r] = source[(i + r) * from.RowStride];
            }
        }
    }

    private static void TurnedGroups<T>(MatrixView<T> from, long rows, int group, long k, T* to) where T : unmanaged
    {
        for (long i = 0; i < rows; i += group, to += group * k)
        {
            T* source = from.Data + (i * from.RowStride);
            int count = (int)Math.Min(group, rows - i);
            long done = 0;
            for (; done + 4 <= k && count == group; done += 4)
                for (int r = 0; r < group; r += 4)
                    Transpose4((float*)source + (r * from.RowStride) + done, from.RowStride, (float*)to + (done * group) + r, group);
            for (; done < k; done++)
                for (int r = 0; r < count; r++) to[(done * count) + r] = source[(r * from.RowStride) + done];
        }
    }

    private static void Partial<T>(T* from, long step, int columns, int width, T* to) where T : unmanaged
    {
        for (int j = 0; j < columns; j++) to[j] = from[j * step];
        for (int j = columns; j < width; j++) to[j] = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, long step, float* to, long row)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + step), r2 = Vector128.Load(from + (2 * step)), r3 = Vector128.Load(from + (3 * step));
        Vector128<float> p0 = Sse.UnpackLow(r0, r1), p1 = Sse.UnpackLow(r2, r3), p2 = Sse.UnpackHigh(r0, r1), p3 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(p0, p1).Store(to);
        Sse.MoveHighToLow(p1, p0).Store(to + row);
        Sse.MoveLowToHigh(p2, p3).Store(to + (2 * row));
        Sse.MoveHighToLow(p3, p2).Store(to + (3 * row));
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

/// <summary>Scratch memory of one thread, kept for its lifetime: one piece for each operand.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? _left, _right;

    private void* _memory;
    private nuint _bytes;
    private object? _tenant;

    ~Scratch() => NativeBlock.Free(_memory, _bytes);

    /// <summary>At least <paramref name="bytes"/> bytes for the left operand; a later request of this thread reuses them.</summary>
    public static void* Left(long bytes) => (_left ??= new Scratch()).Get((nuint)bytes);

    /// <summary>
    /// At least <paramref name="bytes"/> bytes for the right operand, which other threads may read while this one waits for them; new where the last who
    /// asked was another <paramref name="tenant"/>.
    /// </summary>
    public static (nint Memory, bool IsNew) Right(long bytes, object tenant)
    {
        var scratch = _right ??= new Scratch();
        bool isNew = !ReferenceEquals(scratch._tenant, tenant);
        scratch._tenant = tenant;
        return ((nint)scratch.Get((nuint)bytes), isNew);
    }

    private void* Get(nuint bytes)
    {
        if (_bytes < bytes)
        {
            NativeBlock.Free(_memory, _bytes);
            // Where there is no memory left, nothing is kept rather than what was freed.
            _memory = null;
            _bytes = 0;
            _memory = NativeBlock.Allocate(bytes);
            _bytes = bytes;
        }
        return _memory;
    }
}
