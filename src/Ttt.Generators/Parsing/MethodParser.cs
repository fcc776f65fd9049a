using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>Turns one method of the declaration into a <see cref="Function"/>: its signature here, its body in <see cref="BodyParser"/>.</summary>
internal sealed class MethodParser(Compilation compilation, DimensionTable dimensions, CheckpointNames names, FaultList faults, CancellationToken cancellation)
{
    public Function? Parse(Scope scope, IMethodSymbol method)
    {
        CheckForm(method);
        var g = new GraphBuilder();
        var bindings = new Bindings();
        var signature = new SignatureParser(dimensions, names, faults);
        var complete = signature.Parse(scope, method, g, bindings);
        var result = ResultShape(scope, method, out var resultDimension);
        if (!complete || result is not { } shape || !method.IsStatic)
            return null;
        if (new BodyParser(g, faults, compilation, cancellation).Method(method, bindings, null) is not { } value)
            return null;
        var graph = g.ToGraph([new Output("result", g.Broadcast(value.Id, shape))]);
        ResultCheck.Check(scope, method, graph, signature, faults);
        return new(scope, graph, signature.Weights.Select(w => w.Model).ToEquatable(), signature.DataDimensions.ToEquatable(), resultDimension);
    }

    private void CheckForm(IMethodSymbol method)
    {
        if (!method.IsStatic)
            faults.Add(DeclarationDiagnostics.MethodNotStatic, method, method.Name);
        if (method.IsGenericMethod)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "has type parameters");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "returns a reference");
        if (method.IsExtern)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "is extern");
        if (method.IsAsync)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "is async");
    }

    private Shape? ResultShape(Scope scope, IMethodSymbol method, out string? dimension)
    {
        dimension = null;
        var wanted = scope is Scope.Loss or Scope.Rate ? Kind.Scalar : Kind.Vec;
        var syntax = method.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<MethodDeclarationSyntax>().FirstOrDefault();
        var span = syntax is null ? SourceSpan.Of(method) : SourceSpan.Of(syntax.ReturnType);
        if (method.ReturnType.TypeKind == TypeKind.Error)
        {
            faults.AlreadyReported();
            return null;
        }
        if (Language.KindOf(method.ReturnType) != wanted)
        {
            var text = method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            faults.Add(DeclarationDiagnostics.WrongResult, span, RoleFinder.Describe(scope), wanted == Kind.Vec ? "a Vec" : "a Scalar", text);
            return null;
        }
        if (wanted == Kind.Scalar)
            return new Shape(Extent.Tokens, Extent.One);
        dimension = dimensions.NameOf(((INamedTypeSymbol)method.ReturnType).TypeArguments[0], span);
        return dimension is null ? null : new Shape(Extent.Tokens, Extent.Of(dimension));
    }
}
