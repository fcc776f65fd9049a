using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>The fast weight that an update is read for, and whether it serves no other.</summary>
internal sealed record UpdateTarget(Weight Weight, bool Alone);

/// <summary>Reads the parameters of a method: data, then weights; each becomes an input of the graph.</summary>
internal sealed partial class SignatureParser(Role role, IMethodSymbol method, UpdateTarget? target, FastWeights fast, DimensionTable dimensions, CheckpointNames names, FaultList faults)
{
    private readonly bool _readsWeights = role.Scope == Scope.Loss && method.Parameters.Any(p => Language.Attribute(p, "FastAttribute") is not null);
    private bool _complete = true;

    public List<Weight> Weights { get; } = new();

    public List<DataParameter> Data { get; } = new();

    private Scope Scope => role.Scope;

    /// <summary>False where a parameter was refused.</summary>
    public bool Parse(GraphBuilder g, Bindings bindings)
    {
        var slots = DataParameters.Slots(Scope, _readsWeights);
        var taken = 0;
        foreach (var parameter in method.Parameters)
        {
            CheckForm(parameter);
            var isWeight = IsMarked(parameter) && (taken >= slots.Count || slots[taken].Optional);
            if (parameter.Type.TypeKind == TypeKind.Error)
            {
                AlreadyReported();
                taken++;
            }
            else if (Language.Attribute(parameter, "PreviousAttribute") is { } attribute)
                ReadPrevious(parameter, attribute, g, bindings);
            else if (!isWeight && taken < slots.Count && (!slots[taken].Optional || parameter.Ordinal == taken && Language.KindOf(parameter.Type) == Kind.Vec || Scope == Scope.Update))
                ReadData(parameter, slots[taken++].Input, g, bindings);
            else
                ReadWeight(parameter, g, bindings);
        }
        if (taken < slots.Count(s => !s.Optional))
            Refuse(DeclarationDiagnostics.WrongData, SourceSpan.Of(method), role.Text, DataParameters.Wanted(Scope, _readsWeights), "");
        return _complete;
    }

    private void CheckForm(IParameterSymbol parameter)
    {
        var form = parameter.RefKind != RefKind.None ? "passed by reference" : parameter.IsParams ? "a params array" : parameter.IsOptional ? "optional" : null;
        if (form is not null)
            Refuse(DeclarationDiagnostics.WrongParameterForm, SourceSpan.Of(parameter), parameter.Name, form);
    }

    private void ReadData(IParameterSymbol parameter, string input, GraphBuilder g, Bindings bindings)
    {
        if (target is { } served)
        {
            ReadWeightLike(parameter, input, served.Weight, g, bindings);
            return;
        }
        var isVec = Language.KindOf(parameter.Type) == Kind.Vec;
        if (isVec && IsMarked(parameter))
        {
            Refuse(DeclarationDiagnostics.DataIsWeight, SourceSpan.Of(parameter), parameter.Name, role.Text);
            return;
        }
        if (!isVec || input == "@x" && Scopes.ReadsToken(Scope) && !(Argument(parameter, 0) is { Name: "Model" } model && Language.Owns(model)))
        {
            Refuse(DeclarationDiagnostics.WrongData, TypeSpan(parameter), role.Text, DataParameters.Wanted(Scope, _readsWeights), $", not '{TypeText(parameter)}'");
            return;
        }
        AddData(parameter, input, g, bindings);
    }

    /// <summary>The weight, the step and the initial weight of an update.</summary>
    private void ReadWeightLike(IParameterSymbol parameter, string input, Weight weight, GraphBuilder g, Bindings bindings)
    {
        if (IsMarked(parameter))
            Refuse(DeclarationDiagnostics.DataIsWeight, SourceSpan.Of(parameter), parameter.Name, role.Text);
        else if (!SymbolEqualityComparer.Default.Equals(parameter.Type, weight.Symbol.Type))
            Refuse(DeclarationDiagnostics.WrongData, TypeSpan(parameter), role.Text, DataParameters.Wanted(Scope, false), $", not '{TypeText(parameter.OriginalDefinition)}'");
        else
        {
            Data.Add(new(input, null, parameter));
            Bind(parameter, g.Input(input, InputRole.Data, ShapeOf(weight.Model.Dimensions)), bindings);
        }
    }

    private void ReadPrevious(IParameterSymbol parameter, AttributeData attribute, GraphBuilder g, Bindings bindings)
    {
        var tokens = attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is int n ? n : 1;
        var input = DataParameters.Previous(Scope, tokens);
        var fault = !DataParameters.HasPrevious(Scope, _readsWeights) ? "only the inner model, and a loss with fast weights, see earlier tokens"
            : IsMarked(parameter) ? "it is marked as a weight too"
            : Language.KindOf(parameter.Type) != Kind.Vec ? "an earlier token is a Vec, as the token is"
            : Data.Count == 0 ? "the token itself comes first"
            : tokens < 1 ? "it is at least 1 token ago"
            : Data.Any(d => d.Input == input) ? $"another parameter is the same token"
            : null;
        if (fault is null)
            AddData(parameter, input, g, bindings);
        else
            Refuse(DeclarationDiagnostics.WrongPrevious, SourceSpan.Of(parameter), parameter.Name, fault);
    }

    private void AddData(IParameterSymbol parameter, string input, GraphBuilder g, Bindings bindings)
    {
        if (dimensions.NameOf(Argument(parameter, 0)!, TypeSpan(parameter)) is not { } dimension)
        {
            AlreadyReported();
            return;
        }
        Data.Add(new(input, dimension, parameter));
        Bind(parameter, g.Input(input, InputRole.Data, new(Extent.Tokens, Extent.Of(dimension))), bindings);
    }

    // A body refers to the parameters of its own declaration: of the generic method, and of the part that has the body.
    private void Bind(IParameterSymbol parameter, int id, Bindings bindings)
    {
        bindings.Set(parameter.OriginalDefinition, new Value(id));
        if (method.OriginalDefinition.PartialImplementationPart is { } implementation)
            bindings.Set(implementation.Parameters[parameter.Ordinal], new Value(id));
    }

    internal static Shape ShapeOf(EquatableArray<string> sides) => sides.Count switch
    {
        0 => Shape.Scalar,
        1 => new(Extent.One, Extent.Of(sides[0])),
        _ => new(Extent.Of(sides[0]), Extent.Of(sides[1])),
    };

    private static bool IsMarked(IParameterSymbol parameter)
        => Language.Attribute(parameter, "FastAttribute") is not null || Language.Attribute(parameter, "SlowAttribute") is not null;

    private static ITypeSymbol? Argument(IParameterSymbol parameter, int index) => (parameter.Type as INamedTypeSymbol)?.TypeArguments.ElementAtOrDefault(index);

    private static string TypeText(IParameterSymbol parameter) => parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    internal static SourceSpan TypeSpan(IParameterSymbol parameter)
        => parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax { Type: { } type } ? SourceSpan.Of(type) : SourceSpan.Of(parameter);

    private void Refuse(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments)
    {
        _complete = false;
        faults.Add(descriptor, span, arguments);
    }

    private void AlreadyReported()
    {
        _complete = false;
        faults.AlreadyReported();
    }
}
