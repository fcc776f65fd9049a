namespace Ttt.Models;

/// <summary>Keeps the folder of a run to one trainer. The system lets go of it when the process ends, however it ends.</summary>
sealed class RunLock : IDisposable
{
    const string Name = ".lock";
    readonly FileStream file;

    /// <exception cref="TttException">Somebody trains there.</exception>
    public RunLock(string run)
    {
        Directory.CreateDirectory(run);
        try
        {
            file = new(Path.Combine(run, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        // what is missing or forbidden has exceptions of its own
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            throw new TttException($"{run}: another process is training this run; wait for it, or choose another folder for this one", e);
        }
    }

    public void Dispose() => file.Dispose();
}
