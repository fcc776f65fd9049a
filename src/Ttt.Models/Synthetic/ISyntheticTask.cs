namespace Ttt.Models;

/// <summary>A task of sequences that a random stream makes, at some places of which something is asked.</summary>
public interface ISyntheticTask
{
    /// <summary>Its name in configurations.</summary>
    string Name { get; }

    /// <summary>Token ids are below it.</summary>
    int VocabSize { get; }

    /// <summary>Tokens of a sequence.</summary>
    int Length { get; }

    /// <summary>Score of a guesser who knows the task but not the sequence.</summary>
    double Chance { get; }

    /// <summary>What a trained model is measured on: the task itself, or a harder form of it.</summary>
    ISyntheticTask Test { get; }

    /// <summary>The name and all sizes, in words.</summary>
    string ToString();

    /// <summary>Sequences, one for each random stream.</summary>
    SequenceBatch Batch(IReadOnlyList<RandomStream> random);

    /// <summary>How each sequence of a batch was done.</summary>
    /// <param name="batch">A batch of this task.</param>
    /// <param name="logits_BTV">What the model says to it.</param>
    IReadOnlyList<SequenceScore> Score(SequenceBatch batch, Tensor logits_BTV);
}
