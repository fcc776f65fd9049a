using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Generation;

/// <summary>All that the source of one layer depends on.</summary>
internal sealed record CompileRequest(LayerTarget Target, LayerModel? Model);

/// <summary>A generated file, or none, those of its kernels, or none, and what only the compiler could find out.</summary>
internal sealed record CompileResult(string HintName, string? Source, Finding Finding, string? Kernels = null, string? Cuda = null)
{
    /// <summary>The files, by hint name.</summary>
    public IEnumerable<(string HintName, string Source)> Files
        => new[] { (HintName, Source), (Beside("Kernels"), Kernels), (Beside("Cuda"), Cuda) }.Where(file => file.Item2 is not null).Select(file => (file.Item1, file.Item2!));

    private string Beside(string part) => HintName.Substring(0, HintName.Length - "g.cs".Length) + part + ".g.cs";
}

/// <summary>The generator's steps. None of them throws: a fault of the compiler itself becomes a diagnostic.</summary>
internal static class Steps
{
    public const string ParseName = "Parse";
    public const string ModelName = "Model";
    public const string CompileName = "Compile";
    public const string FaultsName = "Faults";
    public const string ReporterName = "Reporter";

    private const string RuntimeName = "Ttt.Layers.TttLayer";

    public static ParsedLayer? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        // A second attribute on another part is C#'s error; the first one makes the layer.
        if (Language.Attribute(type, "TttLayerAttribute") is not { ApplicationSyntaxReference: { } first } attribute
            || context.Attributes.All(a => a.ApplicationSyntaxReference is not { } here || here.SyntaxTree != first.SyntaxTree || here.Span != first.Span))
            return null;
        var compilation = context.SemanticModel.Compilation;
        var target = new LayerTarget(LayerParser.NamespaceOf(type), type.Name, false);
        try
        {
            var layer = LayerParser.Parse(type, attribute, compilation, cancellation);
            return !compilation.GetTypesByMetadataName(RuntimeName).IsEmpty ? layer
                : layer with { Target = target, Model = null, Faults = layer.Faults.Append(Fault(BackendDiagnostics.NoRuntime, type.Name)).ToEquatable() };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(target, null, SourceSpan.Of(type), EquatableArray.Of(Fault(BackendDiagnostics.Internal, type.Name, Describe(exception))), EquatableArray<NamedSpan>.Empty);
        }

        Fault Fault(DiagnosticDescriptor descriptor, params string[] arguments) => new(descriptor.Id, arguments.ToEquatable(), SourceSpan.Of(type));
    }

    public static CompileResult Compile(CompileRequest request, CancellationToken cancellation) => Compile(request, Compiler.Compile, cancellation);

    internal static CompileResult Compile(CompileRequest request, Func<LayerModel, CancellationToken, CompiledLayer> compile, CancellationToken cancellation)
    {
        var target = request.Target;
        if (request.Model is null)
            return new(Stub.HintName(target), target.CanExtend ? Stub.Write(target) : null, new(target.FullName, null, null, null));
        try
        {
            var layer = compile(request.Model, cancellation);
            return new(layer.HintName, layer.Source ?? Stub.Write(target), new(target.FullName, request.Model.Policy.Name, layer.Obstacle, null), layer.Kernels, layer.Cuda);
        }
        catch (GraphTooLargeException)
        {
            var limit = GraphBuilder.MaximumNodes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
            return new(Stub.HintName(target), Stub.Write(target), new(target.FullName, null, new("", limit, ObstacleKind.TooLarge), null));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(Stub.HintName(target), Stub.Write(target), new(target.FullName, null, null, Describe(exception)));
        }
    }

    private static string Describe(Exception exception)
        => exception.GetType().Name + ": " + string.Join(" ", exception.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
