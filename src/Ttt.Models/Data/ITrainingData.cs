namespace Ttt.Models;

/// <summary>What a model is trained on and measured by: a text, or a task that makes its own sequences.</summary>
public interface ITrainingData
{
    /// <summary>Identifies the content; a resumed run checks that it is the same.</summary>
    string Fingerprint { get; }

    /// <summary>The batches of a run: <see cref="TrainingOptions.UpdateRows"/> rows each.</summary>
    /// <exception cref="TttException">The data have no batch of that size.</exception>
    IBatchSource Batches(TrainingOptions options);

    /// <summary>Mean loss in nats per token on what is never trained on; null: there is nothing to measure.</summary>
    double? HeldOutLoss(LanguageModel model, TrainingOptions options);
}
