using System.Runtime.InteropServices;
using System.Text;

namespace Ttt.Cuda;

/// <summary>CUDA C++ to code of a processor, by NVRTC: no toolkit and no header is needed.</summary>
internal static unsafe partial class RuntimeCompiler
{
    private const string Library = NativeLibraries.Compiler;

    /// <summary>Its version, as part of the name of what it made.</summary>
    internal static string Version
    {
        get
        {
            int major, minor;
            Check(GetVersion(&major, &minor));
            return $"{major}.{minor}";
        }
    }

    /// <summary>
    /// A unit for compute capability <paramref name="architecture"/> (90 is 9.0): its own code, or, where the compiler is older than the processor, PTX. More blocks of threads on a
    /// multiprocessor leave each thread fewer registers: as many are made room for as leave the unit nearly nothing in memory that should be in registers.
    /// </summary>
    /// <param name="unit">The text.</param>
    /// <param name="architecture">What the code is for.</param>
    /// <param name="blocks">The blocks that shared memory leaves room for.</param>
    /// <exception cref="DeviceException">NVRTC refuses it.</exception>
    internal static CompiledUnit Compile(string unit, int architecture, int blocks)
    {
        int[] known = Architectures();
        bool exact = known.Contains(architecture);
        int target = exact ? architecture : known.Where(a => a <= architecture).DefaultIfEmpty(0).Max();
        if (target == 0) throw new DeviceException($"NVRTC {Version} does not compile for compute capability {architecture / 10}.{architecture % 10}.");
        while (true)
        {
            string[] options = [exact ? $"-arch=sm_{target}" : $"-arch=compute_{target}", "-std=c++17", $"-DTTT_BLOCKS={blocks}", "-Xptxas", "-v"];
            var compiled = Compile(unit, exact, exact ? options : options[..3]);
            if (blocks == 1 || !compiled.Spills) return compiled with { Blocks = blocks };
            blocks--;
        }
    }

    private static CompiledUnit Compile(string unit, bool exact, string[] options)
    {
        nint program;
        fixed (byte* text = Utf8(unit), name = Utf8("ttt.cu"))
            Check(CreateProgram(&program, text, name, 0, null, null));
        try
        {
            if (Run(program, options) != 0) throw new DeviceException($"NVRTC {Version} refuses the kernel: {Log(program)}");
            nuint size;
            Check(exact ? GetCubinSize(program, &size) : GetPtxSize(program, &size));
            var image = new byte[size];
            fixed (byte* to = image) Check(exact ? GetCubin(program, to) : GetPtx(program, to));
            return new(image, Log(program));
        }
        finally
        {
            DestroyProgram(&program);
        }
    }

    private static int Run(nint program, string[] options)
    {
        byte** all = stackalloc byte*[options.Length];
        for (int i = 0; i < options.Length; i++) all[i] = (byte*)Marshal.StringToCoTaskMemUTF8(options[i]);
        int result = CompileProgram(program, options.Length, all);
        for (int i = 0; i < options.Length; i++) Marshal.FreeCoTaskMem((nint)all[i]);
        return result;
    }

    private static string Log(nint program)
    {
        nuint size;
        if (GetLogSize(program, &size) != 0 || size == 0) return "it says no reason.";
        var text = new byte[size];
        fixed (byte* to = text) GetLog(program, to);
        return Encoding.UTF8.GetString(text).TrimEnd('\0', '\n');
    }

    private static int[] Architectures()
    {
        int count;
        Check(GetArchitectureCount(&count));
        var all = new int[count];
        fixed (int* to = all) Check(GetArchitectures(to));
        return all;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static void Check(int result)
    {
        if (result != 0) throw new DeviceException($"NVRTC says \"{Marshal.PtrToStringUTF8((nint)GetErrorString(result))}\".");
    }

    [LibraryImport(Library, EntryPoint = "nvrtcVersion")]
    private static partial int GetVersion(int* major, int* minor);

    [LibraryImport(Library, EntryPoint = "nvrtcGetNumSupportedArchs")]
    private static partial int GetArchitectureCount(int* count);

    [LibraryImport(Library, EntryPoint = "nvrtcGetSupportedArchs")]
    private static partial int GetArchitectures(int* architectures);

    [LibraryImport(Library, EntryPoint = "nvrtcCreateProgram")]
    private static partial int CreateProgram(nint* program, byte* text, byte* name, int headerCount, byte** headers, byte** headerNames);

    [LibraryImport(Library, EntryPoint = "nvrtcCompileProgram")]
    private static partial int CompileProgram(nint program, int optionCount, byte** options);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBINSize")]
    private static partial int GetCubinSize(nint program, nuint* size);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBIN")]
    private static partial int GetCubin(nint program, byte* image);

    [LibraryImport(Library, EntryPoint = "nvrtcGetPTXSize")]
    private static partial int GetPtxSize(nint program, nuint* size);

    [LibraryImport(Library, EntryPoint = "nvrtcGetPTX")]
    private static partial int GetPtx(nint program, byte* text);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLogSize")]
    private static partial int GetLogSize(nint program, nuint* size);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLog")]
    private static partial int GetLog(nint program, byte* text);

    [LibraryImport(Library, EntryPoint = "nvrtcDestroyProgram")]
    private static partial int DestroyProgram(nint* program);

    [LibraryImport(Library, EntryPoint = "nvrtcGetErrorString")]
    private static partial byte* GetErrorString(int result);
}
