using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Ttt.Generators.Diagnostics;

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
        var epsilon = 0.0;
        var operands = new int?[arguments.Count(a => a.Parameter!.Name != "epsilon")];
        foreach (var argument in arguments)
        {
            if (argument.Parameter!.Name == "epsilon" && argument.Value.DescendantsAndSelf().Any(o => o is IPropertyReferenceOperation or IInvocationOperation))
            {
                faults.Add(LanguageDiagnostics.EpsilonNotConstant, argument.Value.Syntax, call.TargetMethod.Name);
                return null;
            }
            if (Expression(argument.Value, names) is not { } value)
                return null;
            if (argument.Parameter!.Name != "epsilon")
            {
                operands[argument.Parameter.Ordinal] = MultipliedIn(value, argument.Value);
            }
            else if (!g.IsConst(value.Id, out epsilon) || !(epsilon >= 0) || double.IsInfinity(epsilon))
            {
                faults.Add(LanguageDiagnostics.EpsilonNotConstant, argument.Value.Syntax, call.TargetMethod.Name);
                return null;
            }
        }
        return operands.Any(o => o is null) ? null : new(FunctionTable.Apply(call.TargetMethod.Name, g, operands.Select(o => o!.Value).ToArray(), epsilon));
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
