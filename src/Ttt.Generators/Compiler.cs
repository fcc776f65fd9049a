using System.Threading;
using Ttt.Generators.Emit;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators;

/// <summary>
/// The generated file, none where the declaration cannot be compiled; those of the fused kernels, none where it has none; what stands against a faster form, or any.
/// </summary>
internal sealed record CompiledLayer(string HintName, string? Source, string? Kernels, string? Cuda, Obstacle? Obstacle);

/// <summary>From a declaration to the text of the generated file: a pure function.</summary>
internal static class Compiler
{
    public static CompiledLayer Compile(LayerModel model, CancellationToken cancellation)
    {
        var programs = LayerPrograms.Derive(model, cancellation);
        var hint = model.FullName + ".g.cs";
        if (programs is { Forms: { Class: LayerClass.Ridge, Obstacle: { } obstacle } })
            return new(hint, null, null, null, obstacle with { Kind = ObstacleKind.NotRidge });
        var (source, kernels, cuda) = LayerEmitter.Write(model, programs);
        return new(hint, source, kernels, cuda, programs.Forms.Obstacle ?? programs.Forms.OnlineObstacle);
    }
}
