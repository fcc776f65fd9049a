using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Runs kernels as plain C++: compiled once for all sizes, kept in the folder for temporary files. Its own memory starts full of NaN, and ends in numbers that nobody may touch.</summary>
/// <param name="sharedFloats">The shared memory of a block; what does not fit goes to its scratch.</param>
/// <param name="backwards">The order in which the threads of a region run: from the last one on.</param>
sealed unsafe class HostMachine(int sharedFloats, bool backwards) : ComputeDevice
{
    const int Threads = 7, Memories = 128, Sizes = 16, Guard = 64;
    const float Untouched = 12345;
    static readonly Dictionary<string, Library> Libraries = [];

    static readonly string? Compiler = Tools.Find(["g++"], static _ => true);

    /// <summary>Why there is no such machine here; null where there is.</summary>
    internal static string? Obstacle => Compiler is null ? "There is no g++ to compile the kernels with." : null;

    readonly Dictionary<nint, long> _owned = [];

    internal override int SharedFloats => sharedFloats;

    internal override bool UsesImages => false;

    internal override int Warps => Threads;

    internal override DeviceFacts Facts => new("plain C++", 0, 1, 1000, 1000, sharedFloats * sizeof(float), 1 << 20, 1 << 30, 1 << 20, "0.0", "g++");

    /// <summary>Memory that has not been given back.</summary>
    internal int Owned => _owned.Count;

    internal override nint Allocate(long bytes)
    {
        if (bytes > 1 << 24) throw new DeviceException($"Allocating {bytes} bytes: out of memory.", outOfMemory: true);
        var floats = (int)(bytes / sizeof(float));
        var memory = (nint)NativeMemory.Alloc((nuint)bytes + Guard * sizeof(float));
        new Span<float>((void*)memory, floats).Fill(float.NaN);
        Behind(memory, floats).Fill(Untouched);
        _owned.Add(memory, floats);
        return memory;
    }

    internal override void Free(nint memory)
    {
        Assert.True(_owned.Remove(memory, out var floats));
        Assert.Equal(-1, Behind(memory, floats).IndexOfAnyExcept(Untouched));
        NativeMemory.Free((void*)memory);
    }

    internal override void Upload(nint to, nint host, long bytes) => Copy(to, host, bytes);

    internal override void Download(nint host, nint from, long bytes) => Copy(host, from, bytes);

    internal override void Copy(nint to, nint from, long bytes) => Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);

    internal override double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The unit of some code, with sizes that are read when it runs.</summary>
    internal static string Unit(DeviceCode code)
    {
        var text = new StringBuilder($"#define TTT_COUNT {Threads}\n#define TTT_MEMORIES {Memories}\n").Append(DeviceLibrary.Text(code.Precision));
        text.Append($"extern \"C\" {{ int tttSizes[{Sizes}]; }}\nstruct Sizes\n{{\n");
        for (var i = 0; i < code.Sizes.Count; i++) text.Append($"    int {code.Sizes[i].Name} = tttSizes[{i}];\n");
        text.Append("    int b, e;\n    Sizes(int rows, int keys) : b(rows), e(keys) {}\n    void resize(int keys) { e = keys; }\n};\n");
        foreach (var kernel in code.Kernels) text.Append(kernel).Append('\n');
        return text.Append($"TTT_ENTRY(Entry, {code.Scan})\n").ToString();
    }

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        Library library;
        var unit = Unit(code);
        lock (Libraries)
            if (!Libraries.TryGetValue(unit, out library!)) Libraries[unit] = library = new Library();
        lock (library) library.Run(unit, code, call, blocks, sharedFloats, backwards);
    }

    static Span<float> Behind(nint memory, long floats) => new((float*)memory + floats, Guard);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate void Entry(nint call, int units, nint shared, int backwards);

    /// <summary>A compiled unit.</summary>
    sealed class Library
    {
        Entry? _entry;
        nint _sizes;

        internal void Run(string unit, DeviceCode code, DeviceCall call, int blocks, int shared, bool backwards)
        {
            if (_entry is null)
            {
                var library = NativeLibrary.Load(Compiled(unit));
                _entry = Marshal.GetDelegateForFunctionPointer<Entry>(NativeLibrary.GetExport(library, "Entry"));
                _sizes = NativeLibrary.GetExport(library, "tttSizes");
            }
            Marshal.Copy(code.Sizes.Select(size => size.Value).ToArray(), 0, _sizes, code.Sizes.Count);
            var bytes = call.ToBytes(Memories);
            var (memory, arena) = (Marshal.AllocHGlobal(bytes.Length), Marshal.AllocHGlobal((shared + 16) * sizeof(float)));
            Marshal.Copy(bytes, 0, memory, bytes.Length);
            _entry(memory, blocks, arena, backwards ? 1 : 0);
            Marshal.FreeHGlobal(memory);
            Marshal.FreeHGlobal(arena);
        }

        static string Compiled(string unit)
        {
            var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(unit)))[..24];
            var library = Path.Combine(Tools.Folder, name + ".so");
            if (File.Exists(library)) return library;
            var own = Path.Combine(Tools.Folder, $"{name}-{Guid.NewGuid():N}");
            File.WriteAllText(own + ".cpp", unit);
            var (code, said) = Tools.Run(Compiler!, "-std=c++17", "-O1", "-ffp-contract=off", "-Wall", "-Wno-unused", "-shared", "-fPIC", "-o", own + ".so", own + ".cpp");
            Assert.True(code == 0 && said.Length == 0, $"g++ about {own}.cpp: {said}");
            File.Delete(own + ".cpp");
            File.Move(own + ".so", library, overwrite: true);
            return library;
        }
    }
}
