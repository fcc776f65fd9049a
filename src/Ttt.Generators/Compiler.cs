using System.Threading;
using Ttt.Generators.Emit;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators;

/// <summary>A generated file, and why the layer has no dual form if it has none.</summary>
internal sealed record CompiledLayer(string HintName, string Source, Obstacle? Obstacle);

/// <summary>From a declaration to the text of the generated file: a pure function.</summary>
internal static class Compiler
{
    public static CompiledLayer Compile(LayerModel model, CancellationToken cancellation)
    {
        var programs = LayerPrograms.Derive(model, cancellation);
        return new(model.FullName + ".g.cs", LayerEmitter.Write(model, programs), programs.Inner.Obstacle);
    }
}
