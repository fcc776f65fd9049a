namespace Ttt.Models;

/// <summary>A task of token sequences, some of whose tokens are asked for; the score is the share of right answers.</summary>
public abstract record TokenTask(int Length) : ISyntheticTask
{
    public abstract string Name { get; }

    public abstract int VocabSize { get; }

    public abstract double Chance { get; }

    public abstract ISyntheticTask Test { get; }

    /// <summary>Writes one sequence.</summary>
    /// <param name="random">Decides it.</param>
    /// <param name="inputs">Token ids, <see cref="Length"/> of them.</param>
    /// <param name="targets">What is to be answered at each, or <see cref="TokenBatch.Ignored"/>.</param>
    public abstract void Write(RandomStream random, Span<long> inputs, Span<long> targets);

    public SequenceBatch Batch(IReadOnlyList<RandomStream> random)
    {
        var (inputs, targets) = (new long[random.Count * Length], new long[random.Count * Length]);
        for (var row = 0; row < random.Count; row++)
            Write(random[row], inputs.AsSpan(row * Length, Length), targets.AsSpan(row * Length, Length));
        return new TokenBatch(random.Count, inputs, targets);
    }

    public IReadOnlyList<SequenceScore> Score(SequenceBatch batch, Tensor logits_BTV)
    {
        var targets = ((TokenBatch)batch).Targets;
        var answers = logits_BTV.argmax(-1).cpu().data<long>().ToArray();
        SequenceScore score(int row)
        {
            int[] asked = [.. Enumerable.Range(row * Length, Length).Where(i => targets[i] != TokenBatch.Ignored)];
            return new(asked.Count(i => answers[i] == targets[i]) / (double)asked.Length, Chance, 1);
        }
        return [.. Enumerable.Range(0, batch.Rows).Select(score)];
    }
}
