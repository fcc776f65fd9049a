namespace Ttt.Cuda;

/// <summary>Compiled code for processors of one compute capability: from disk, else from the compiler.</summary>
internal static class KernelImage
{
    /// <exception cref="DeviceException">There is no compiler, or it refuses the code.</exception>
    internal static byte[] Of(DeviceCode code, int architecture)
    {
        var unit = code.Unit(GraphicsProcessor.Threads);
        return ImageCache.GetOrMake($"{CompilerVersion} {architecture} {code.Blocks} {unit}", () => RuntimeCompiler.Compile(unit, architecture, code.Blocks).Image);
    }

    /// <summary>The compiler's version.</summary>
    /// <exception cref="DeviceException">There is none.</exception>
    internal static string CompilerVersion
    {
        get
        {
            try
            {
                return RuntimeCompiler.Version;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                throw new DeviceException(e is EntryPointNotFoundException ? CompilerFiles.Unfit(CompilerFiles.Said, e.Message) : e.Message);
            }
        }
    }
}
