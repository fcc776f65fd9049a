using System.Threading;
using Ttt.Generators.Emit;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators;

/// <summary>A generated file, none where the declaration cannot be compiled, and what stands against a faster form, or any.</summary>
internal sealed record CompiledLayer(string HintName, string? Source, Obstacle? Obstacle);

/// <summary>From a declaration to the text of the generated file: a pure function.</summary>
internal static class Compiler
{
    public static CompiledLayer Compile(LayerModel model, CancellationToken cancellation)
    {
        var programs = LayerPrograms.Derive(model, cancellation);
        var hint = model.FullName + ".g.cs";
        if (programs is { Forms: { Class: LayerClass.Ridge, Obstacle: { } obstacle } })
            return new(hint, null, obstacle with { Kind = ObstacleKind.NotRidge });
        return new(hint, LayerEmitter.Write(model, programs), programs.Forms.Obstacle ?? programs.Forms.OnlineObstacle);
    }
}
