#nullable disable

using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>All parameters of a group, cut into runs of elements that threads update independently.</summary>
sealed unsafe class StepWork
{
    const long Run_Length = 16384;

    sealed record Entry(Parameter Parameter, Tensor Dense, Tensor Grad, Tensor Mean, Tensor Square, Tensor Max, AdamStep.Correction At);

    readonly List<Entry> entries = [];
    readonly List<(int Entry, long Start, long Count)> runs = [];

    public void Add(Parameter parameter, Tensor grad, Tensor mean, Tensor square, Tensor max, AdamStep.Correction at)
    {
        Dense.RequireFloat("adamw", parameter);
        var dense = parameter.Impl.IsContiguous ? parameter : parameter.contiguous();
        var typed = grad.dtype == parameter.dtype ? grad : grad.to_type(parameter.dtype);
        for (var start = 0L; start < parameter.Impl.Numel; start += Run_Length)
            runs.Add((entries.Count, start, Math.Min(Run_Length, parameter.Impl.Numel - start)));
        entries.Add(new(parameter, dense, typed.contiguous(), mean, square, max, at));
    }

    public void Run(AdamStep rule)
    {
        Parallel.For(runs.Count, 1, (from, to) =>
        {
            for (var i = (int)from; i < to; i++)
                Update(rule, entries[runs[i].Entry], runs[i].Start, runs[i].Count);
        });
        foreach (var entry in entries)
        {
            if (!ReferenceEquals(entry.Dense, entry.Parameter))
                entry.Parameter.copy_(entry.Dense);
            entry.Parameter.Impl.Buffer.Version++;
        }
    }

    static void Update(AdamStep rule, Entry entry, long start, long count)
    {
        if (entry.Parameter.Impl.DType == ScalarType.Float64)
            rule.Update(At<double>(entry.Dense, start), At<double>(entry.Grad, start), At<double>(entry.Mean, start), At<double>(entry.Square, start), At<double>(entry.Max, start), count, entry.At);
        else
            rule.Update(At<float>(entry.Dense, start), At<float>(entry.Grad, start), At<float>(entry.Mean, start), At<float>(entry.Square, start), At<float>(entry.Max, start), count, entry.At);
    }

    static T* At<T>(Tensor tensor, long start) where T : unmanaged => tensor is null ? null : (T*)tensor.Impl.Data + start;
}
