using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>A file of any size, mapped into memory: what is not read is not loaded.</summary>
sealed class MappedFile : IText, IDisposable
{
    readonly MemoryMappedFile? file;
    readonly MemoryMappedViewAccessor? view;

    /// <exception cref="TttException">The file is missing or cannot be read.</exception>
    public MappedFile(string path)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            Length = stream.Length;
            // an empty file cannot be mapped
            if (Length == 0)
            {
                stream.Dispose();
                return;
            }
            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw UserFile.Fault(path, e);
        }
    }

    public long Length { get; }

    public void Read(long start, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + bytes.Length, Length);
        view?.SafeMemoryMappedViewHandle.ReadSpan((ulong)start, bytes);
    }

    public T Read<T>(long start) where T : unmanaged
    {
        T value = default;
        Read(start, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    public void Dispose()
    {
        view?.Dispose();
        file?.Dispose();
    }
}
