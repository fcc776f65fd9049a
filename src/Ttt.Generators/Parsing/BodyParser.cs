using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>
/// Reads method bodies into a graph: locals, each assigned once, and one return. Every method answers null where it has
/// reported a fault, so that one pass finds them all.
/// </summary>
internal sealed partial class BodyParser(GraphBuilder g, DimensionTable dimensions, MethodBodies bodies, FaultList faults)
{
    private const int Limit = 5000;
    private const int ReadLimit = 20 * Limit; // of the expressions that are read, since equal values are one operation

    private readonly List<IMethodSymbol> _calls = new();
    private int _read;

    public static string LimitText { get; } = Text(Limit);

    /// <summary>The value that a method returns for these arguments.</summary>
    public Value? Method(IMethodSymbol method, Bindings arguments, SyntaxNode? call)
    {
        method = method.PartialImplementationPart ?? method;
        if (_calls.Contains(method, SymbolEqualityComparer.Default))
        {
            var cycle = string.Join(" → ", _calls.SkipWhile(m => !SymbolEqualityComparer.Default.Equals(m, method)).Append(method).Select(m => m.Name));
            faults.Add(LanguageDiagnostics.Recursion, call is null ? SourceSpan.Of(method) : SourceSpan.Of(call), method.Name, cycle);
            return null;
        }
        if (bodies.Find(method) is not { } body)
        {
            faults.Add(LanguageDiagnostics.NoSource, call is null ? SourceSpan.Of(method) : SourceSpan.Of(call), method.Name);
            return null;
        }
        _calls.Add(method);
        var result = Block(body, arguments);
        _calls.RemoveAt(_calls.Count - 1);
        return result;
    }

    /// <summary>Ends the reading of a formula that would never end, or of one that nobody could differentiate in time.</summary>
    private bool IsTooLarge()
    {
        if (g.Count <= Limit && ++_read <= ReadLimit)
            return false;
        faults.Add(LanguageDiagnostics.TooLarge, _calls[0], _calls[0].Name, LimitText);
        return true;
    }

    private Value? Block(IBlockOperation block, Bindings names)
    {
        foreach (var statement in block.Operations)
            switch (statement)
            {
                case IVariableDeclarationGroupOperation group:
                    foreach (var declarator in group.Declarations.SelectMany(d => d.Declarators))
                        Declare(declarator, names);
                    break;
                case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false, Target: ILocalReferenceOperation target } assignment }:
                    Assign(assignment, target.Local, names);
                    break;
                case IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value }:
                    return Expression(value, names);
                case ILocalFunctionOperation or IEmptyOperation:
                    break;
                default:
                    RefuseStatement(statement);
                    return null;
            }
        faults.AlreadyReported();
        return null;
    }

    private void Declare(IVariableDeclaratorOperation declarator, Bindings names)
    {
        if (declarator.Symbol.RefKind != RefKind.None)
            faults.Add(LanguageDiagnostics.UnsupportedStatement, declarator.Syntax, "A reference");
        else if (declarator.GetVariableInitializer()?.Value is { } value)
            names.Set(declarator.Symbol, Expression(value, names));
    }

    private void Assign(ISimpleAssignmentOperation assignment, ILocalSymbol local, Bindings names)
    {
        if (names.TryGet(local, out _))
            faults.Add(LanguageDiagnostics.UnsupportedStatement, assignment.Syntax, $"A second assignment to '{local.Name}'");
        else
            names.Set(local, Expression(assignment.Value, names));
    }
}
