using System.Security.Cryptography;
using System.Text;

namespace Ttt.Cuda;

/// <summary>Compiled kernels on disk, by what they were made of, each with its checksum behind it. A folder that cannot be written, or a damaged file, only costs time.</summary>
internal static class ImageCache
{
    /// <summary>The variable that names the folder.</summary>
    internal const string Variable = "TTT_CUDA_CACHE";

    private const int ChecksumBytes = SHA256.HashSizeInBytes;

    internal static string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own ? own
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ttt", "cuda");

    /// <summary>What lies there under this key, else what <paramref name="make"/> makes.</summary>
    internal static byte[] GetOrMake(string key, Func<byte[]> make) => GetOrMake(Folder, key, make);

    /// <summary>The same in a folder.</summary>
    internal static byte[] GetOrMake(string folder, string key, Func<byte[]> make)
    {
        string file = Path.Combine(folder, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + ".image");
        if (Read(file) is { } known) return known;
        byte[] image = make();
        try
        {
            Save(file, image);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
        return image;
    }

    /// <summary>Makes the folder and writes to it, for those who compile for what lies there then.</summary>
    /// <exception cref="DeviceException">Nothing can be kept there.</exception>
    internal static void CheckFolder(string folder)
    {
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}.try");
        try
        {
            Save(file, []);
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException($"Kernels cannot be kept in {folder}; {Variable} names another folder. {e.Message}");
        }
    }

    /// <summary>An image that is what was written; null where there is none.</summary>
    private static byte[]? Read(string file)
    {
        try
        {
            if (!File.Exists(file)) return null;
            byte[] kept = File.ReadAllBytes(file);
            if (kept.Length <= ChecksumBytes) return null;
            byte[] image = kept[..^ChecksumBytes];
            return SHA256.HashData(image).AsSpan().SequenceEqual(kept.AsSpan(image.Length)) ? image : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Save(string file, byte[] image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string temporary = $"{file}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(temporary, [.. image, .. SHA256.HashData(image)]);
            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
