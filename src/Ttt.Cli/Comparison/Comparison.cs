using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Runs the entries of a comparison one after the other. One that fails is told of and does not end the others.</summary>
sealed class Comparison(Terminal terminal, LayerCatalogue catalogue, string root, torch.Device device, Precision? precision = null)
{
    /// <exception cref="OperationCanceledException">Interrupted; what was done is saved.</exception>
    public IReadOnlyList<Outcome<TScore>> Run<TScore>(IReadOnlyList<CompareEntry> entries, ITrainingData data, ITokenizer? tokenizer, Func<CompareEntry, LanguageModel, TScore> measure)
    {
        var outcomes = new List<Outcome<TScore>>();
        foreach (var entry in entries)
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            terminal.Line($"[{outcomes.Count + 1}/{entries.Count}] {entry.Name}: {entry.Model.LayerTypesText}, {entry.Training.Steps} steps of {entry.Training.UpdateRows} windows of {entry.Training.ContextLength}");
            try
            {
                outcomes.Add(new(entry, new EntryRun(terminal, entry, data, tokenizer, catalogue, root, device).Run(model => measure(entry, model)), null));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                var message = fault.Message.ReplaceLineEndings(" ");
                terminal.Line($"  failed: {message}");
                outcomes.Add(new(entry, null, message));
            }
        }
        return outcomes;
    }

    /// <summary>The entries with the parameters and the precision they are to have. Shapes and layers are checked before anything is trained.</summary>
    /// <exception cref="TttException">An entry cannot work.</exception>
    public IReadOnlyList<CompareEntry> Fit(IReadOnlyList<CompareEntry> entries, int vocabulary)
    {
        var fitted = new List<CompareEntry>();
        foreach (var entry in entries)
        {
            try
            {
                var model = entry.Model with { VocabSize = Math.Max(entry.Model.VocabSize, vocabulary) };
                var parameters = ModelCost.Of(model, catalogue: catalogue).Parameters;
                if (fitted.Find(other => other.Name == entry.Like?.Name) is { } like)
                    model = ParameterMatch.To(ModelCost.Of(like.Model, catalogue: catalogue).Parameters, model, catalogue);
                var from = fitted.Find(other => other.Name == entry.From?.Name);
                if (from is not null)
                    RequireSameShapes(model, from);
                var training = entry.Training with { Precision = precision ?? entry.Training.Precision };
                fitted.Add(entry with { Config = entry.Config with { Model = model, Training = training }, From = from });
            }
            catch (TttException e)
            {
                throw new TttException($"entry '{entry.Name}': {e.Message}", e);
            }
        }
        return fitted;
    }

    void RequireSameShapes(ModelConfig model, CompareEntry from)
    {
        var theirs = WeightShapes.Of(from.Model, catalogue).ToDictionary(weight => weight.Name, weight => weight.Shape);
        var own = WeightShapes.Of(model, catalogue);
        foreach (var (name, shape) in own)
            if (!theirs.Remove(name, out var given))
                throw new TttException($"it begins with the weights of '{from.Name}', which has no {name}");
            else if (!shape.SequenceEqual(given))
                throw new TttException($"it begins with the weights of '{from.Name}', where {name} is [{string.Join(",", given)}] and not [{string.Join(",", shape)}]");
        if (theirs.Count > 0)
            throw new TttException($"it begins with the weights of '{from.Name}', of which it has no {theirs.Keys.First()}");
    }
}
