using System.Numerics;

namespace TorchSharp;

/// <summary>Passes over many gradients at once, cut into runs of fixed length, so that threads change neither sums nor their order.</summary>
static unsafe class GradientPass
{
    const long RunLength = 4096;

    /// <summary>The p-norm of all elements of each tensor.</summary>
    public static double[] Norms(List<torch.Tensor> tensors, double p)
    {
        tensors.ForEach(tensor => Dense.RequireFloat("foreach_norm", tensor));
        var dense = tensors.ConvertAll(Dense.Of);
        var runs = Runs(dense);
        var parts = new double[runs.Count];
        Parallel.For(runs.Count, 16, (from, to) =>
        {
            for (var i = (int)from; i < to; i++)
                parts[i] = Part(dense[runs[i].Tensor], runs[i].Start, p);
        });
        var sums = new double[dense.Count];
        for (var i = 0; i < parts.Length; i++)
            sums[runs[i].Tensor] = double.IsPositiveInfinity(p) ? Math.Max(sums[runs[i].Tensor], parts[i]) : sums[runs[i].Tensor] + parts[i];
        dense.ForEach(tensor => tensor.Dispose());
        return double.IsPositiveInfinity(p) ? sums : Array.ConvertAll(sums, sum => Math.Pow(sum, 1 / p));
    }

    /// <summary>Multiplies all elements of all tensors.</summary>
    public static void Scale(List<torch.Tensor> tensors, double factor)
    {
        foreach (var tensor in tensors.Where(tensor => !tensor.Impl.IsContiguous))
            tensor.mul_(factor);
        var dense = tensors.FindAll(tensor => tensor.Impl.IsContiguous);
        var runs = Runs(dense);
        Parallel.For(runs.Count, 16, (from, to) =>
        {
            for (var i = (int)from; i < to; i++)
                Scale(dense[runs[i].Tensor], runs[i].Start, factor);
        });
        dense.ForEach(InPlace.Bump);
    }

    static List<(int Tensor, long Start)> Runs(List<torch.Tensor> tensors)
    {
        var runs = new List<(int, long)>();
        for (var i = 0; i < tensors.Count; i++)
            for (var start = 0L; start < tensors[i].Impl.Numel; start += RunLength)
                runs.Add((i, start));
        return runs;
    }

    static double Part(torch.Tensor tensor, long start, double p)
    {
        var count = Math.Min(RunLength, tensor.Impl.Numel - start);
        return tensor.Impl.DType == torch.ScalarType.Float64 ? Part((double*)tensor.Impl.Data + start, count, p) : Part((float*)tensor.Impl.Data + start, count, p);
    }

    static double Part<T>(T* x, long count, double p) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (p == 2)
            return double.CreateTruncating(Rows<T>.Dot(x, x, count));
        var result = 0.0;
        for (var i = 0L; i < count; i++)
        {
            var magnitude = Math.Abs(double.CreateTruncating(x[i]));
            result = double.IsPositiveInfinity(p) ? Math.Max(result, magnitude) : result + Math.Pow(magnitude, p);
        }
        return result;
    }

    static void Scale(torch.Tensor tensor, long start, double factor)
    {
        var count = Math.Min(RunLength, tensor.Impl.Numel - start);
        if (tensor.Impl.DType == torch.ScalarType.Float64) Rows<double>.Scale((double*)tensor.Impl.Data + start, factor, count);
        else Rows<float>.Scale((float*)tensor.Impl.Data + start, (float)factor, count);
    }
}
