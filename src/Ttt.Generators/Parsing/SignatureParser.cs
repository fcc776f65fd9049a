using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>A weight with what only diagnostics need: its C# name and place.</summary>
internal readonly record struct Weight(ParameterModel Model, IParameterSymbol Symbol);

/// <summary>Reads the parameters of a method: data first, then weights; each becomes an input of the graph.</summary>
internal sealed class SignatureParser(DimensionTable dimensions, CheckpointNames names, FaultList faults)
{
    private bool _complete = true;

    public List<Weight> Weights { get; } = new();

    public List<string> DataDimensions { get; } = new();

    public static string[] DataNames(Scope scope) => scope == Scope.Loss ? ["@y", "@v"] : ["@x"];

    /// <summary>False where a parameter was refused.</summary>
    public bool Parse(Scope scope, IMethodSymbol method, GraphBuilder g, Bindings bindings)
    {
        var data = DataNames(scope);
        if (method.Parameters.Length < data.Length)
            Refuse(DeclarationDiagnostics.WrongData, SourceSpan.Of(method), RoleFinder.Describe(scope), Wanted(scope), "");
        foreach (var parameter in method.Parameters)
        {
            CheckForm(parameter);
            if (parameter.Type.TypeKind == TypeKind.Error)
                AlreadyReported();
            else if (parameter.Ordinal < data.Length)
                Data(scope, parameter, data[parameter.Ordinal], g, bindings);
            else
                ReadWeight(scope, parameter, g, bindings);
        }
        return _complete;
    }

    private static string Wanted(Scope scope) => scope switch
    {
        Scope.InnerModel => "a Vec, the token's view,",
        Scope.Loss => "the prediction and the label, two Vecs of one dimension,",
        _ => "a Vec<Model>, the token,",
    };

    private void CheckForm(IParameterSymbol parameter)
    {
        var form = parameter.RefKind != RefKind.None ? "passed by reference" : parameter.IsParams ? "a params array" : parameter.IsOptional ? "optional" : null;
        if (form is not null)
            Refuse(DeclarationDiagnostics.WrongParameterForm, SourceSpan.Of(parameter), parameter.Name, form);
    }

    private void Data(Scope scope, IParameterSymbol parameter, string input, GraphBuilder g, Bindings bindings)
    {
        var isVec = Language.KindOf(parameter.Type) == Kind.Vec;
        if (isVec && IsMarked(parameter))
        {
            Refuse(DeclarationDiagnostics.DataIsWeight, SourceSpan.Of(parameter), parameter.Name, RoleFinder.Describe(scope));
            return;
        }
        var type = parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        if (!isVec || scope is Scope.Query or Scope.Key or Scope.Value or Scope.Rate && !(Argument(parameter, 0) is { Name: "Model" } model && Language.Owns(model)))
        {
            Refuse(DeclarationDiagnostics.WrongData, TypeSpan(parameter), RoleFinder.Describe(scope), Wanted(scope), $", not '{type}'");
            return;
        }
        if (dimensions.NameOf(Argument(parameter, 0)!, TypeSpan(parameter)) is not { } dimension)
        {
            AlreadyReported();
            return;
        }
        DataDimensions.Add(dimension);
        bindings.Set(parameter, new Value(g.Input(input, InputRole.Data, new(Extent.Tokens, Extent.Of(dimension)))));
    }

    private void ReadWeight(Scope scope, IParameterSymbol parameter, GraphBuilder g, Bindings bindings)
    {
        var (fast, slow) = (Language.Attribute(parameter, "FastAttribute"), Language.Attribute(parameter, "SlowAttribute"));
        if ((fast ?? slow) is not { } attribute)
        {
            Refuse(DeclarationDiagnostics.NeitherFastNorSlow, SourceSpan.Of(parameter), parameter.Name);
            return;
        }
        if (fast is not null && slow is not null)
            Refuse(DeclarationDiagnostics.FastAndSlow, SourceSpan.Of(parameter), parameter.Name);
        else if (fast is not null && scope != Scope.InnerModel)
            Refuse(DeclarationDiagnostics.FastOutsideInnerModel, SourceSpan.Of(parameter), parameter.Name);
        var kind = Language.KindOf(parameter.Type);
        if (kind is not (Kind.Mat or Kind.Vec or Kind.Scalar))
        {
            Refuse(DeclarationDiagnostics.WrongWeightType, TypeSpan(parameter), parameter.Name, parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
            return;
        }
        var sides = ((INamedTypeSymbol)parameter.Type).TypeArguments.Select(t => dimensions.NameOf(t, TypeSpan(parameter))).ToArray();
        if (sides.Any(s => s is null))
        {
            AlreadyReported();
            return;
        }
        var model = Model(scope, parameter, attribute, fast is not null, sides!);
        Weights.Add(new(model, parameter));
        var extents = sides.Select(s => Extent.Of(s!)).ToArray();
        var shape = new Shape(kind == Kind.Mat ? extents[0] : Extent.One, kind == Kind.Mat ? extents[1] : kind == Kind.Vec ? extents[0] : Extent.One);
        bindings.Set(parameter, new Value(g.Input(model.Name, model.Fast ? InputRole.Fast : InputRole.Slow, shape)));
    }

    private ParameterModel Model(Scope scope, IParameterSymbol parameter, AttributeData attribute, bool fast, string[] sides)
    {
        var reader = new AttributeReader(attribute);
        var prefix = scope == Scope.InnerModel ? "" : scope.ToString().ToLowerInvariant() + ".";
        var named = reader.Has("Name");
        var name = named ? reader.Get("Name", "") : prefix + parameter.Name;
        names.Add(name, named ? reader.SpanOf("Name") : SourceSpan.Of(parameter));
        return new(name, fast, sides.ToEquatable(), PolicyParser.EnumMember(reader, "Init", "Default", faults), reader.Get("Shared", false));
    }

    private static bool IsMarked(IParameterSymbol parameter)
        => Language.Attribute(parameter, "FastAttribute") is not null || Language.Attribute(parameter, "SlowAttribute") is not null;

    private static ITypeSymbol? Argument(IParameterSymbol parameter, int index) => (parameter.Type as INamedTypeSymbol)?.TypeArguments.ElementAtOrDefault(index);

    private static SourceSpan TypeSpan(IParameterSymbol parameter)
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
