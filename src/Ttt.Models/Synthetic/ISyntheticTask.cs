namespace Ttt.Models;

/// <summary>A task of token sequences that a random stream makes, some of whose tokens are asked for.</summary>
public interface ISyntheticTask
{
    /// <summary>Its name in configurations.</summary>
    string Name { get; }

    /// <summary>Token ids are below it.</summary>
    int VocabSize { get; }

    /// <summary>Tokens of a sequence.</summary>
    int Length { get; }

    /// <summary>Share of right answers of a guesser who knows the task but not the sequence.</summary>
    double Chance { get; }

    /// <summary>What a trained model is measured on: the task itself, or a harder form of it.</summary>
    ISyntheticTask Test { get; }

    /// <summary>The name and all sizes, in words.</summary>
    string ToString();

    /// <summary>Writes one sequence.</summary>
    /// <param name="random">Decides it.</param>
    /// <param name="inputs">Token ids, <see cref="Length"/> of them.</param>
    /// <param name="targets">What is to be answered at each, or <see cref="TokenBatch.Ignored"/>.</param>
    void Write(RandomStream random, Span<long> inputs, Span<long> targets);
}
