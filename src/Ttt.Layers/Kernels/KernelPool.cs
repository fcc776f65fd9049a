using System.Collections.Concurrent;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Kernels with their memory, kept between calls: after the first calls nothing is allocated.</summary>
sealed class KernelPool(KernelFactory factory)
{
    readonly ConcurrentDictionary<(KernelKind, int, int), ConcurrentBag<Kernel>> _free = new();

    internal Kernel Rent(KernelKind kind, int rows, int keys)
    {
        if (_free.TryGetValue((kind, rows, keys), out var bag) && bag.TryTake(out var kernel)) return kernel;
        var arena = new Arena();
        kernel = factory.Make(kind, rows, keys, arena);
        if (KernelMemory.IsPoisoned) arena.Poison(); else arena.Clear();
        kernel.Arena = arena;
        return kernel;
    }

    internal void Return(KernelKind kind, int rows, int keys, Kernel kernel) => _free.GetOrAdd((kind, rows, keys), static _ => []).Add(kernel);
}
