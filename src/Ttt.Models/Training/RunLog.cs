namespace Ttt.Models;

/// <summary>
/// The updates of a run as they are made: log.jsonl and log.csv in its folder, a line each, handed to the system at once. It begins with the updates that a checkpoint knows:
/// what an interrupted run wrote after its checkpoint, or of its last line only in part, is gone and written again.
/// </summary>
public sealed class RunLog : IDisposable
{
    public const string Lines = "log.jsonl", Table = "log.csv";
    readonly StreamWriter lines, table;

    /// <summary>Begins the log of a run anew with what is known.</summary>
    public RunLog(string run, LossHistory history)
    {
        lines = Open(Path.Combine(run, Lines), history.ToJsonLines());
        table = Open(Path.Combine(run, Table), history.ToCsv());
    }

    /// <summary>Writes one more update.</summary>
    public void Add(LossPoint point)
    {
        lines.Write(LossHistory.JsonLine(point));
        lines.Flush();
        table.Write(LossHistory.CsvLine(point));
        table.Flush();
    }

    public void Dispose()
    {
        lines.Dispose();
        table.Dispose();
    }

    static StreamWriter Open(string path, string before)
    {
        AtomicFile.WriteText(path, before);
        return new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }
}
