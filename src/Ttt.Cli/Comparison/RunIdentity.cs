using System.Security.Cryptography;
using System.Text;

namespace Ttt.Cli;

/// <summary>What decides the weights that a run ends with, as a hash: model, recipe, data, tokenizer, and the run it begins with.</summary>
static class RunIdentity
{
    public static string Of(CompareEntry entry, ITrainingData data, ITokenizer? tokenizer)
    {
        // how often it is saved decides nothing
        var text = $"{ModelConfigJson.Write(entry.Model)}{TrainingOptionsJson.Write(entry.Training with { CheckpointInterval = 0 })}{data.Fingerprint}\n{tokenizer?.Name}\n{(entry.From is { } from ? Of(from, data, tokenizer) : "")}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }

    /// <summary>The folder of a run below that of the comparison: a changed configuration is another run and has another folder.</summary>
    public static string Folder(string root, CompareEntry entry, ITrainingData data, ITokenizer? tokenizer) => Path.Combine(root, $"{entry.Slug}-{Of(entry, data, tokenizer)}");
}
