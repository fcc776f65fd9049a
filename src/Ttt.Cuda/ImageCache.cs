using System.Security.Cryptography;
using System.Text;

namespace Ttt.Cuda;

/// <summary>Compiled kernels on disk, by what they were made of. A folder that cannot be written only costs time.</summary>
internal static class ImageCache
{
    /// <summary>The variable that names the folder.</summary>
    internal const string Variable = "TTT_CUDA_CACHE";

    internal static string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own ? own
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ttt", "cuda");

    /// <summary>What lies there under this key, else what <paramref name="make"/> makes.</summary>
    internal static byte[] GetOrMake(string key, Func<byte[]> make)
    {
        string file = Path.Combine(Folder, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + ".image");
        try
        {
            if (File.Exists(file)) return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
        byte[] image = make();
        Save(file, image);
        return image;
    }

    private static void Save(string file, byte[] image)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            string temporary = $"{file}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, image);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
