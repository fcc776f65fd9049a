namespace Ttt.Models;

/// <summary>The tokens that may come next, the most probable first, and how they weigh against each other.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Weights">Proportional to their probabilities; that of the first is 1.</param>
readonly record struct Candidates(int[] Ids, double[] Weights)
{
    /// <summary>What temperature, top-k, top-p and min-p leave of logits, each applied to what the one before has left.</summary>
    public static Candidates Of(double[] logits, GenerationOptions options)
    {
        if (options.Temperature == 0)
            return new([Largest(logits)], [1]);
        var count = options.TopK == 0 ? logits.Length : Math.Min(options.TopK, logits.Length);
        var ids = First(count, logits.Length, Comparer<int>.Create((a, b) => logits[a] != logits[b] ? logits[b].CompareTo(logits[a]) : a.CompareTo(b)));
        var weights = new double[count];
        for (var i = 0; i < count; i++)
            weights[i] = Math.Exp((logits[ids[i]] - logits[ids[0]]) / options.Temperature);
        count = Nucleus(weights, options.TopP);
        while (weights[count - 1] < options.MinP)
            count--;
        return new(ids[..count], weights[..count]);
    }

    // the first of an order, in it
    static int[] First(int count, int all, Comparer<int> order)
    {
        int[] ids = count == all ? [.. Enumerable.Range(0, all)] : Kept(count, all, order);
        Array.Sort(ids, order);
        return ids;
    }

    // the last of those kept stands first in the queue
    static int[] Kept(int count, int all, Comparer<int> order)
    {
        var kept = new PriorityQueue<int, int>(count, Comparer<int>.Create((a, b) => order.Compare(b, a)));
        for (var id = 0; id < all; id++)
            if (kept.Count < count)
                kept.Enqueue(id, id);
            else if (order.Compare(id, kept.Peek()) < 0)
                kept.EnqueueDequeue(id, id);
        return [.. kept.UnorderedItems.Select(item => item.Element)];
    }

    static int Largest(double[] logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best])
                best = i;
        return best;
    }

    // how many of the first reach the probability
    static int Nucleus(double[] weights, double topP)
    {
        if (topP >= 1)
            return weights.Length;
        var (limit, sum) = (topP * weights.Sum(), 0.0);
        for (var i = 0; i < weights.Length; i++)
            if ((sum += weights[i]) >= limit)
                return i + 1;
        return weights.Length;
    }
}
