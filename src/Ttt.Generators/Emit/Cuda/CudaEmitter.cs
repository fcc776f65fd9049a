using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Emit.Cuda;

/// <summary>Writes the member through which the runtime finds the CUDA text of a program's kernels, and the texts.</summary>
internal static class CudaEmitter
{
    private const string Layers = "global::Ttt.Layers";

    public static void Write(SourceWriter writer, ProgramContext context, IReadOnlyCollection<KernelUnit> units)
    {
        var machine = new ThreadMachine();
        var texts = new SourceWriter(writer.Indent);
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public override {Layers}.CudaKernel? Cuda({Layers}.KernelKind kind, int b, int e) => kind switch", "};"))
        {
            foreach (var unit in units)
            {
                // A byte for a letter, and one for a level of indentation: the texts are most of a library of layers.
                var text = new SourceWriter(0, "\t");
                text.Line("\"\"\"");
                var (buffers, fetched) = CudaKernelEmitter.Write(text, unit, context);
                text.Line("\"\"\"u8;");
                texts.Line();
                texts.Line($"private static global::System.ReadOnlySpan<byte> {unit.Name}Cuda =>");
                texts.Append(text);
                writer.Line($"{Layers}.KernelKind.{unit.Name} => new(\"{unit.Name}\", {unit.Name}Cuda, CudaSizes, [{string.Join(", ", buffers)}], [{string.Join(", ", fetched)}]),");
            }
            writer.Line("_ => base.Cuda(kind, b, e),");
        }
        writer.Line();
        writer.Line($"private (string Name, int Value)[] CudaSizes => [{string.Join(", ", context.Dimensions.Fields.Select(f => $"({NameScope.Literal(machine.Spell(f.Value))}, {f.Value})"))}];");
        writer.Append(texts);
    }
}
