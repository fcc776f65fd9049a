namespace Ttt.Cli;

/// <summary>One run of a comparison.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Series">Entries of one series are joined in the plot against training operations; its own name where it is in none.</param>
/// <param name="From">The run whose weights it begins with; null: initial ones.</param>
/// <param name="Like">The entry whose parameters its feed-forward parts are made wide enough for; null: as wide as it says.</param>
/// <param name="Config">Model and recipe.</param>
sealed record CompareEntry(string Name, string Series, CompareEntry? From, CompareEntry? Like, RunConfig Config)
{
    public ModelConfig Model => Config.Model;

    public TrainingOptions Training => Config.Training;

    /// <summary>Tokens that its weights were trained on, those of the run it begins with included.</summary>
    public long Tokens => (From?.Tokens ?? 0) + (long)Training.Steps * Training.UpdateRows * Training.ContextLength;

    /// <summary>Its name as part of a path.</summary>
    public string Slug => string.Join('-', new string([.. Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
