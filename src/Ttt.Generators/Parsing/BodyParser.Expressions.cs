using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

internal sealed partial class BodyParser
{
    private Value? Expression(IOperation operation, Bindings names)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (IsTooLarge())
            return null;
        if (Constant(operation) is { } number)
            return new(g.Const(number, Shape.Scalar));
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return Expression(parenthesized.Operand, names);
            case IParameterReferenceOperation reference when names.TryGet(reference.Parameter, out var value):
                return value;
            case ILocalReferenceOperation reference when names.TryGet(reference.Local, out var value):
                return value;
            case IConversionOperation conversion when IsHarmless(conversion):
                return Expression(conversion.Operand, names);
            case IObjectCreationOperation { Arguments.Length: 1 } creation when Language.Is(creation.Type, "Scalar"):
                return Expression(creation.Arguments[0].Value, names);
            case IBinaryOperation binary when BelongsToLanguage(binary.OperatorMethod, binary.Type):
                return Binary(binary, names);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } unary when BelongsToLanguage(unary.OperatorMethod, unary.Type):
                return Expression(unary.Operand, names) is { } operand ? new(g.Neg(operand.Id), operand.Factor) : null;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Plus, OperatorMethod: null } unary:
                return Expression(unary.Operand, names);
            case IPropertyReferenceOperation { Property.Name: "T", Instance: { } instance } property when Language.Is(property.Property.ContainingType, "Mat"):
                return Expression(instance, names) is { } matrix ? new(g.Transpose(matrix.Id), matrix.Factor) : null;
            case IInvocationOperation invocation:
                return Invocation(invocation, names);
            default:
                Refuse(operation);
                return null;
        }
    }

    private static double? Constant(IOperation operation)
        => operation.ConstantValue is { HasValue: true, Value: { } value } && value is double or float or int or long or uint or ulong or short or ushort or byte or sbyte
            ? Convert.ToDouble(operation.ConstantValue.Value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Operators of the language, and arithmetic on double, which is the same.</summary>
    private static bool BelongsToLanguage(IMethodSymbol? operation, ITypeSymbol? type)
        => operation is null ? type?.SpecialType == SpecialType.System_Double : Language.Owns(operation);

    /// <summary>double to Scalar, and numbers to double.</summary>
    private static bool IsHarmless(IConversionOperation conversion)
        => conversion.OperatorMethod is { } method
            ? Language.Owns(method)
            : conversion.Conversion.IsIdentity || conversion.Type?.SpecialType == SpecialType.System_Double && conversion.Conversion.IsNumeric;

    private Value? Binary(IBinaryOperation operation, Bindings names)
    {
        var (first, second) = (Expression(operation.LeftOperand, names), Expression(operation.RightOperand, names));
        if (first is not { } left || second is not { } right)
            return null;
        var matrices = (Language.KindOf(operation.LeftOperand.Type) == Kind.Mat, Language.KindOf(operation.RightOperand.Type) == Kind.Mat);
        switch (operation.OperatorKind, matrices)
        {
            case (BinaryOperatorKind.Multiply, (_, true)) when Language.KindOf(operation.LeftOperand.Type) is Kind.Vec or Kind.Mat:
                return Product(operation, left, right);
            case (BinaryOperatorKind.Multiply, (true, false)):
                return Scaled(left, right.Id);
            case (BinaryOperatorKind.Multiply, (false, true)):
                return Scaled(right, left.Id);
            case (BinaryOperatorKind.Divide, (true, false)):
                return g.IsConst(right.Id, out _) ? new(g.Div(left.Id, right.Id), left.Factor) : Scaled(left, g.Div(g.Const(1, Shape.Scalar), right.Id));
            case (BinaryOperatorKind.Add, (true, true)):
                return MatrixSum(operation, left, right, g.Add);
            case (BinaryOperatorKind.Subtract, (true, true)):
                return MatrixSum(operation, left, right, g.Sub);
            case (BinaryOperatorKind.Add, _):
                return new(g.Add(left.Id, right.Id));
            case (BinaryOperatorKind.Subtract, _):
                return new(g.Sub(left.Id, right.Id));
            case (BinaryOperatorKind.Multiply, _):
                return new(g.Mul(left.Id, right.Id));
            case (BinaryOperatorKind.Divide, _):
                return new(g.Div(left.Id, right.Id));
            default:
                Refuse(operation);
                return null;
        }
    }

    private Value Product(IBinaryOperation operation, Value left, Value right)
    {
        var product = g.MatMul(left.Id, right.Id);
        var factor = left.Factor is { } a && right.Factor is { } b ? g.Mul(a, b) : left.Factor ?? right.Factor;
        if (factor is not { } scale)
            return new(product);
        return Language.KindOf(operation.Type) == Kind.Mat ? new(product, scale) : new(g.Mul(product, scale));
    }

    private Value Scaled(Value matrix, int scalar)
    {
        if (g.IsConst(scalar, out var number))
            return new(g.Scale(number, matrix.Id), matrix.Factor);
        return new(matrix.Id, matrix.Factor is { } factor ? g.Mul(factor, scalar) : scalar);
    }

    private Value? MatrixSum(IBinaryOperation operation, Value left, Value right, Func<int, int, int> combine)
    {
        if (left.Factor == right.Factor)
            return new(combine(left.Id, right.Id), left.Factor);
        return MultipliedIn(left, operation.LeftOperand) is { } a && MultipliedIn(right, operation.RightOperand) is { } b ? new(combine(a, b)) : null;
    }

    /// <summary>The matrix with its factor applied: only possible where the factor is the same for all tokens.</summary>
    private int? MultipliedIn(Value value, IOperation operation)
    {
        if (value.Factor is not { } factor)
            return value.Id;
        if (g.ShapeOf(factor).IsScalar)
            return g.Mul(value.Id, factor);
        faults.Add(LanguageDiagnostics.MatrixOfToken, operation.Syntax, Source(operation.Syntax));
        return null;
    }
}
