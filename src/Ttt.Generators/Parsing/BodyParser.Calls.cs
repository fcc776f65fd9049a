using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

internal sealed partial class BodyParser
{
    private Value? Invocation(IInvocationOperation call, Bindings names)
    {
        var method = call.TargetMethod;
        if (Language.IsFunction(method) && FunctionTable.Knows(method.Name))
            return Function(call, names);
        if (!method.IsStatic && method.MethodKind != MethodKind.LocalFunction || Language.Owns(method) || IsOfMath(method))
        {
            RefuseCall(call);
            return null;
        }
        return Helper(call, names);
    }

    private Value? Function(IInvocationOperation call, Bindings names)
    {
        var arguments = call.Arguments.OrderBy(a => a.Parameter!.Ordinal).ToArray();
        var number = 0.0;
        var operands = new List<int?>();
        foreach (var argument in arguments)
        {
            if (argument.Parameter!.Type.SpecialType == SpecialType.System_Double)
            {
                if (Number(call, argument, names) is not { } constant)
                    return null;
                number = constant;
            }
            else if (Expression(argument.Value, names) is { } value)
                operands.Add(MultipliedIn(value, argument.Value));
            else
                return null;
        }
        if (operands.Any(o => o is null))
            return null;
        var name = call.TargetMethod.Name;
        if (name is "ScaleRows" or "ScaleColumns" && g.ShapeOf(operands[1]!.Value).Rows.Kind == ExtentKind.Tokens)
        {
            faults.Add(LanguageDiagnostics.MatrixOfToken, call.Syntax, Source(call.Syntax));
            return null;
        }
        return new(FunctionTable.Apply(name, g, new(operands.Select(o => o!.Value).ToArray(), number, dimensions.IsSmaller)));
    }

    /// <summary>The epsilon, exponent or threshold of a function.</summary>
    private double? Number(IInvocationOperation call, IArgumentOperation argument, Bindings names)
    {
        var (parameter, number) = (argument.Parameter!.Name, 0.0);
        if (!argument.Value.DescendantsAndSelf().Any(o => o is IPropertyReferenceOperation or IInvocationOperation))
        {
            if (Expression(argument.Value, names) is not { } value)
                return null;
            if (g.IsConst(value.Id, out number) && FunctionTable.Allows(parameter, number))
                return number;
        }
        faults.Add(LanguageDiagnostics.NumberNotConstant, argument.Value.Syntax, parameter, call.TargetMethod.Name, FunctionTable.Wanted(parameter));
        return null;
    }

    /// <summary>A static method with source: its body takes the place of the call.</summary>
    private Value? Helper(IInvocationOperation call, Bindings names)
    {
        var method = call.TargetMethod.OriginalDefinition;
        var arguments = new Bindings();
        var complete = true;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter!.RefKind != RefKind.None)
            {
                faults.Add(LanguageDiagnostics.UnsupportedCall, argument.Syntax, method.Name, "pass values, not references");
                return null;
            }
            var value = Expression(argument.Value, names);
            complete &= value is not null;
            arguments.Set(method.Parameters[argument.Parameter.Ordinal], value);
            if (method.PartialImplementationPart is { } implementation)
                arguments.Set(implementation.Parameters[argument.Parameter.Ordinal], value);
        }
        return complete ? Method(method, arguments, call.Syntax) : null;
    }

    private static bool IsOfMath(IMethodSymbol method)
        => method.ContainingType is { Name: "Math" or "MathF" or "Double", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
