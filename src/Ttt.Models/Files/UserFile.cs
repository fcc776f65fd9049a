namespace Ttt.Models;

/// <summary>Reading files that a user named: a fault is one clear line.</summary>
public static class UserFile
{
    /// <exception cref="TttException">The file is missing or cannot be read.</exception>
    public static byte[] ReadBytes(string path) => Read(path, File.ReadAllBytes);

    /// <exception cref="TttException">The file is missing or cannot be read.</exception>
    public static string ReadText(string path) => Read(path, File.ReadAllText);

    static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Fault(path, e);
        }
    }

    /// <summary>What to say of a file that could not be read.</summary>
    internal static TttException Fault(string path, Exception e)
        => new($"{path}: {(Directory.Exists(path) ? "it is a folder, a file is expected" : File.Exists(path) ? $"cannot be read ({e.Message})" : "no such file")}", e);
}
