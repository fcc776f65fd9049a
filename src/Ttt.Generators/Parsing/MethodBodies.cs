using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Ttt.Generators.Parsing;

/// <summary>The bodies of methods with source in the compilation. C# reads each once, however often it is called.</summary>
internal sealed class MethodBodies(Compilation compilation, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, IBlockOperation?> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>The body, or null where there is none to read.</summary>
    public IBlockOperation? Find(IMethodSymbol method)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_bodies.TryGetValue(method, out var body))
            _bodies.Add(method, body = Read(method));
        return body;
    }

    private IBlockOperation? Read(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.Length == 0)
            return null;
        var syntax = method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (syntax is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax) || !compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return null;
        return compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation) switch
        {
            IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
    }
}
