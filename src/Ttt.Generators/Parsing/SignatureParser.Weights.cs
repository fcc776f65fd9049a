using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

internal sealed partial class SignatureParser
{
    private void ReadWeight(IParameterSymbol parameter, GraphBuilder g, Bindings bindings)
    {
        var (isFast, isSlow) = (Language.Attribute(parameter, "FastAttribute"), Language.Attribute(parameter, "SlowAttribute"));
        if ((isFast ?? isSlow) is not { } attribute)
        {
            Refuse(DeclarationDiagnostics.NeitherFastNorSlow, SourceSpan.Of(parameter), parameter.Name);
            return;
        }
        if (isFast is not null && isSlow is not null)
            Refuse(DeclarationDiagnostics.FastAndSlow, SourceSpan.Of(parameter), parameter.Name);
        else if (isFast is not null && Scope is not (Scope.InnerModel or Scope.Loss))
            Refuse(DeclarationDiagnostics.FastOutsideInnerModel, SourceSpan.Of(parameter), parameter.Name);
        var kind = Language.KindOf(parameter.Type);
        if (kind is not (Kind.Mat or Kind.Vec or Kind.Scalar))
        {
            Refuse(DeclarationDiagnostics.WrongWeightType, TypeSpan(parameter), parameter.Name, TypeText(parameter));
            return;
        }
        if (isFast is not null && Scope == Scope.Loss)
        {
            ReadFastOfLoss(parameter, attribute, g, bindings);
            return;
        }
        if (target is { Alone: false } && SizeOfWeight(parameter.OriginalDefinition.Type))
        {
            Refuse(DeclarationDiagnostics.SizeOfEveryWeight, TypeSpan(parameter), parameter.Name, role.Method.Name);
            return;
        }
        var sides = ((INamedTypeSymbol)parameter.Type).TypeArguments.Select(t => dimensions.NameOf(t, TypeSpan(parameter))).ToArray();
        if (sides.Any(s => s is null))
        {
            AlreadyReported();
            return;
        }
        Add(Model(parameter, attribute, isFast is not null, sides.ToEquatable()!), parameter, attribute, g, bindings);
    }

    private void Add(ParameterModel model, IParameterSymbol parameter, AttributeData attribute, GraphBuilder g, Bindings bindings)
    {
        var reader = new AttributeReader(attribute);
        var named = reader.Has("Name");
        var span = named ? reader.SpanOf("Name") : SourceSpan.Of(parameter);
        Weights.Add(new(model, parameter, names.Add(new(model, parameter, named, Scopes.ReadsToken(Scope), span))));
        Bind(parameter, g.Input(model.Name, model.Fast ? InputRole.Fast : InputRole.Slow, ShapeOf(model.Dimensions)), bindings);
    }

    private ParameterModel Model(IParameterSymbol parameter, AttributeData attribute, bool isFast, EquatableArray<string> sides)
    {
        var reader = new AttributeReader(attribute);
        var of = role.Of is { } name ? fast.Find(name)?.Model.Name : null;
        var init = PolicyParser.EnumMember(reader, "Init", "Default", faults);
        var learned = reader.Get("Learned", true);
        if (!learned && init == "Normal")
            faults.Add(DeclarationDiagnostics.ValueOutOfRange, reader.SpanOf("Init"), "Init", "Normal", "Zero or One where Learned is false: every sequence starts from it");
        return new(
            reader.Has("Name") ? reader.Get("Name", "") : Scopes.Prefix(Scope, of) + parameter.Name,
            isFast, sides, !learned && init == "Default" ? "Zero" : init, reader.Get("Shared", false), learned);
    }

    /// <summary>The loss of a token as a whole sees the inner model's fast weights by their C# names.</summary>
    private void ReadFastOfLoss(IParameterSymbol parameter, AttributeData attribute, GraphBuilder g, Bindings bindings)
    {
        if (!fast.Complete)
        {
            AlreadyReported();
            return;
        }
        var fault = fast.Find(parameter.Name) is not { } weight ? "is not a fast weight of the inner model"
            : !SymbolEqualityComparer.Default.Equals(weight.Symbol.Type, parameter.Type) ? $"is a {weight.TypeText} in the inner model"
            : attribute.NamedArguments.Length > 0 ? "has its Name, Init and Learned from the inner model"
            : null;
        if (fault is not null)
        {
            Refuse(DeclarationDiagnostics.FastOfLoss, SourceSpan.Of(parameter), parameter.Name, fault, fast.Names);
            return;
        }
        var model = fast.Find(parameter.Name)!.Value.Model;
        Weights.Add(new(model, parameter, Listed: false));
        Bind(parameter, g.Input(model.Name, InputRole.Fast, ShapeOf(model.Dimensions)), bindings);
    }

    private static bool SizeOfWeight(ITypeSymbol type) => type is INamedTypeSymbol named && named.TypeArguments.Any(a => a is ITypeParameterSymbol);
}
