using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>How long the updates of a run took, evaluations and pauses between sessions not counted; kept in the run's folder.</summary>
sealed class TrainingTime(string run)
{
    const string FileName = "time.json";

    readonly (int Step, double Seconds) before = Load(Path.Combine(run, FileName));
    double begun;
    (int Step, double Seconds) now;

    /// <summary>Of the last update that was counted.</summary>
    public double Seconds => now.Seconds;

    /// <summary>Begins a session after an update that a checkpoint holds. What was counted beyond it is done again.</summary>
    public void Begin(int step) => now = (step, begun = before.Step == 0 ? 0 : before.Seconds * ((double)step / before.Step));

    /// <summary>The session has come to an update.</summary>
    /// <param name="step">Number of the update.</param>
    /// <param name="seconds">That the session's updates took until now.</param>
    public void Reach(int step, double seconds) => now = (step, begun + seconds);

    public void Save() => AtomicFile.WriteText(Path.Combine(run, FileName), new JsonObject { ["step"] = now.Step, ["seconds"] = now.Seconds }.ToJsonString() + "\n");

    // a matter of information: a file that cannot be read is none
    static (int, double) Load(string path)
    {
        try
        {
            var node = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
            return ((int?)node?["step"] ?? 0, (double?)node?["seconds"] ?? 0);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or IOException)
        {
            return default;
        }
    }
}
