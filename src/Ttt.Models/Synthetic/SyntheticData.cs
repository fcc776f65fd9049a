namespace Ttt.Models;

/// <summary>A task as what a model is trained on: every sequence is new, and those it is measured on are never trained on.</summary>
public sealed class SyntheticData(ISyntheticTask task) : ITrainingData
{
    const int MeasuredInTraining = 64;

    public ISyntheticTask Task => task;

    /// <summary>The task and its sizes.</summary>
    public string Fingerprint => task.ToString();

    /// <exception cref="TttException">The context is not as long as the task's sequences.</exception>
    public IBatchSource Batches(TrainingOptions options) => options.ContextLength == task.Length
        ? new TaskBatches(task, options.UpdateRows, options.Seed, TaskBatches.Training)
        : throw new TttException($"sequences of the task {task.Name} have {task.Length} tokens, 'context_length' is {options.ContextLength}; make them equal");

    public double? HeldOutLoss(LanguageModel model, TrainingOptions options) => TaskEvaluator.Evaluate(model, task, MeasuredInTraining).Loss;
}
