using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Says what is outside the language, and what to write instead.</summary>
internal sealed partial class BodyParser
{
    private const int LongestQuote = 60;

    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["Clamp"] = "write Fn.Min(Fn.Max(x, low), high)",
        ["ReciprocalSqrtEstimate"] = "write 1 / Fn.Sqrt(x)",
        ["Cbrt"] = "write Fn.Pow(x, 1.0 / 3)",
    };

    private void RefuseStatement(IOperation statement)
    {
        switch (statement)
        {
            case IInvalidOperation:
                faults.AlreadyReported();
                break;
            case IConditionalOperation or ISwitchOperation or ILoopOperation or IBranchOperation or ITryOperation or ILabeledOperation
                or ILockOperation or IUsingOperation or IUsingDeclarationOperation:
                faults.Add(LanguageDiagnostics.ControlFlow, SourceSpan.Of(statement.Syntax.GetFirstToken().GetLocation()), Keyword(statement.Syntax));
                break;
            case IExpressionStatementOperation { Operation: var operation }:
                RefuseEffect(operation);
                break;
            default:
                faults.Add(LanguageDiagnostics.UnsupportedStatement, statement.Syntax, $"'{Source(statement.Syntax)}'");
                break;
        }
    }

    private void RefuseEffect(IOperation operation)
    {
        if (operation is IInvalidOperation)
            faults.AlreadyReported();
        else
            faults.Add(LanguageDiagnostics.UnsupportedStatement, operation.Syntax, $"'{Source(operation.Syntax)}'");
    }

    private void Refuse(IOperation operation)
    {
        switch (operation)
        {
            case IInvalidOperation or { Type.TypeKind: TypeKind.Error } or IConversionOperation { Conversion.Exists: false } or IConversionOperation { Operand.Type.TypeKind: TypeKind.Error }:
                faults.AlreadyReported();
                break;
            case IConditionalOperation or ISwitchExpressionOperation or ICoalesceOperation or IConditionalAccessOperation or IThrowOperation:
                faults.Add(LanguageDiagnostics.ControlFlow, operation.Syntax, $"'{Source(operation.Syntax)}'");
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation { Instance: null }:
                faults.Add(LanguageDiagnostics.NotConstant, operation.Syntax, Source(operation.Syntax));
                break;
            default:
                faults.Add(LanguageDiagnostics.UnsupportedExpression, operation.Syntax, Source(operation.Syntax), Instead(operation));
                break;
        }
    }

    private static string Instead(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true } => "use whole vectors and matrices",
        IPropertyReferenceOperation { Property.Name: "Value" } => "use the Scalar itself",
        IPropertyReferenceOperation { Property.Name: "Length" or "Rows" or "Columns" } => "sizes belong to the layer's options; Fn.Mean divides by one",
        IObjectCreationOperation => "make it a [Slow] parameter",
        IParameterReferenceOperation or ILocalReferenceOperation => "pass it to the local function as an argument",
        IConversionOperation => "only numbers become Scalars",
        IAnonymousFunctionOperation or IDelegateCreationOperation => "write a static method and call it",
        ISimpleAssignmentOperation or ICompoundAssignmentOperation or IIncrementOrDecrementOperation => "assign to a new local variable in a statement of its own",
        _ => "use +, -, *, / on Vec, Mat and Scalar, .T, numbers and the functions of Ttt.Fn",
    };

    private void RefuseCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var instead = method switch
        {
            _ when IsOfMath(method) && FunctionTable.Knows(method.Name) => $"use Fn.{method.Name}",
            _ when IsOfMath(method) && OtherNames.TryGetValue(method.Name, out var other) => other,
            { MethodKind: MethodKind.DelegateInvoke } => "write a static method instead of a delegate",
            { IsStatic: false } => "call static methods only",
            _ => "use the functions of Ttt.Fn",
        };
        faults.Add(LanguageDiagnostics.UnsupportedCall, call.Syntax, IsOfMath(method) ? method.ContainingType.Name + "." + method.Name : method.Name, instead);
    }

    private static string Keyword(SyntaxNode statement) => $"'{statement.GetFirstToken().Text}'";

    private static string Source(SyntaxNode syntax)
    {
        var text = string.Join(" ", syntax.ToString().Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote - 1) + "…";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
