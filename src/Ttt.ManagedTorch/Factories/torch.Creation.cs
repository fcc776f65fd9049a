using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultType = ScalarType.Float32;

    public static ScalarType get_default_dtype() => _defaultType;

    public static void set_default_dtype(ScalarType dtype) =>
        _defaultType = dtype is ScalarType.Float32 or ScalarType.Float64
            ? dtype
            : throw new ArgumentException($"Default element type must be Float32 or Float64 in ManagedTorch, not {dtype}.", nameof(dtype));

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (step.IsZero) throw new ExternalException("step must be nonzero");
        if ((stop.Real - start.Real) * Math.Sign(step.Real) < 0)
            throw new ExternalException($"upper bound and lower bound inconsistent with step sign: arange({start}, {stop}, {step})");
        bool real = start.IsFloat || stop.IsFloat || step.IsFloat;
        long count = (long)Math.Ceiling((stop.Real - start.Real) / step.Real);
        var type = dtype ?? (real ? get_default_dtype() : ScalarType.Int64);
        using var values = Alloc.New([count], real ? ScalarType.Float64 : ScalarType.Int64);
        FillProgression(values.Impl, start, step, real);
        return Made(values.to_type(type, copy: true), device, requires_grad, null);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static unsafe Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (steps < 0) throw new ExternalException("number of steps must be non-negative");
        using var values = Alloc.New([steps], ScalarType.Float64);
        double* at = (double*)values.Impl.Data;
        double step = steps > 1 ? (end - start) / (steps - 1) : 0;
        for (long i = 0; i < steps; i++) at[i] = i < steps / 2 ? start + (step * i) : end - (step * (steps - 1 - i));
        if (steps == 1) at[0] = start;
        return Made(values.to_type(dtype ?? get_default_dtype(), copy: true), device, requires_grad, null);
    }

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var y = Alloc.Zeros([rows, columns < 0 ? rows : columns], dtype ?? get_default_dtype());
        using (no_grad())
        using (var diagonal = y.diagonal()) diagonal.fill_(1);
        return Made(y, device, requires_grad, names);
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full_like(input, 0, dtype, device, requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full_like(input, 1, dtype, device, requires_grad, names);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Elementwise.Result(input.Impl.Shape, dtype ?? input.dtype, input.Impl), device, requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var y = Elementwise.Result(input.Impl.Shape, dtype ?? input.dtype, input.Impl);
        Elementwise.Fill(y.Impl, value);
        return Made(y, device, requires_grad, names);
    }

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(input.Impl.Shape, dtype ?? input.dtype, device, requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(input.Impl.Shape, dtype ?? input.dtype, device, requires_grad);

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        if (low >= high) throw new ExternalException($"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}");
        using var values = Alloc.New(size.Shape, ScalarType.Int64);
        FillIntegers(values.Impl, low, high, generator ?? Generator.Default);
        return Made(values.to_type(dtype ?? ScalarType.Int64, copy: true), device, requires_grad, names);
    }

    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, new Size(size), dtype, device, requires_grad, generator, names);

    /// <summary>A random order of the integers below <paramref name="n"/>.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var order = new long[n];
        for (long i = 0; i < n; i++) order[i] = i;
        var source = generator ?? Generator.Default;
        for (long i = n - 1; i > 0; i--)
        {
            long j = source.NextLong(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return tensor(order, dtype ?? ScalarType.Int64, device, requires_grad);
    }

    /// <summary>A tensor of the array's own element type and shape.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) => rawArray.GetType().GetElementType() switch
    {
        var t when t == typeof(float) => FromGrid<float>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(double) => FromGrid<double>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(BFloat16) => FromGrid<BFloat16>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(long) => FromGrid<long>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(int) => FromGrid<int>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(short) => FromGrid<short>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(byte) => FromGrid<byte>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(sbyte) => FromGrid<sbyte>(rawArray, dtype, device, requires_grad, names),
        var t when t == typeof(bool) => FromGrid<bool>(rawArray, dtype, device, requires_grad, names),
        var t => throw new NotSupportedException($"from_array: elements of type {t} are not supported"),
    };

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null)
    {
        RequireCpu(device);
        return data.to_type(dtype ?? data.dtype);
    }

    private static Tensor Made(Tensor tensor, Device? device, bool requiresGrad, string[]? names)
    {
        RequireCpu(device);
        if (names is { Length: > 0 }) throw new ExternalException("named dimensions are not implemented by ManagedTorch; leave 'names' out");
        if (requiresGrad) tensor.Impl.SetRequiresGrad(true);
        return tensor;
    }

    private static ScalarType FillType(Scalar value) => value.IsFloat ? get_default_dtype() : value.Type == ScalarType.Bool ? ScalarType.Bool : ScalarType.Int64;

    private static unsafe Tensor FromScalar<T>(T value, ScalarType? dtype, Device? device, bool requiresGrad) where T : unmanaged =>
        FromSpan(new ReadOnlySpan<T>(ref value), [], dtype, device, requiresGrad, null);

    private static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) where T : unmanaged
    {
        if (Shapes.Numel(shape) != values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} elements for shape {Shapes.Text(shape)}");
        var raw = Alloc.New(shape.ToArray(), DTypes.Of<T>());
        values.CopyTo(new Span<T>(raw.Impl.Data, values.Length));
        if (dtype is null || dtype == raw.dtype) return Made(raw, device, requiresGrad, names);
        using (raw) return Made(raw.to_type(dtype.Value), device, requiresGrad, names);
    }

    private static unsafe Tensor FromGrid<T>(Array values, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) where T : unmanaged
    {
        var shape = new long[values.Rank];
        for (int d = 0; d < shape.Length; d++) shape[d] = values.GetLongLength(d);
        var flat = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return FromSpan(flat, shape, dtype, device, requiresGrad, names);
    }

    private static unsafe void FillProgression(TensorImpl target, Scalar start, Scalar step, bool real)
    {
        for (long i = 0; i < target.Numel; i++)
        {
            if (real) ((double*)target.Data)[i] = start.Real + (i * step.Real);
            else ((long*)target.Data)[i] = start.Integer + (i * step.Integer);
        }
        GC.KeepAlive(target);
    }

    private static unsafe void FillIntegers(TensorImpl target, long low, long high, Generator generator)
    {
        lock (generator)
        {
            for (long i = 0; i < target.Numel; i++) ((long*)target.Data)[i] = low + generator.NextLong(high - low);
        }
        GC.KeepAlive(target);
    }
}
