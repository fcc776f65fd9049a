using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>A method that was read, with what the checks between methods need.</summary>
internal sealed record ParsedMethod(Role Role, Function Function, IReadOnlyList<DataParameter> Data)
{
    /// <summary>The dimension of a data input; null where the method does not read it.</summary>
    public string? DimensionOf(string input) => Data.Where(d => d.Input == input).Select(d => d.Dimension).FirstOrDefault();
}

/// <summary>Turns one method of the declaration into a <see cref="Function"/>: its signature here, its body in <see cref="BodyParser"/>.</summary>
internal sealed class MethodParser(MethodBodies bodies, DimensionTable dimensions, CheckpointNames names, FaultList faults)
{
    /// <summary>The inner model's fast weights, once it has been read.</summary>
    public FastWeights Fast { get; private set; } = FastWeights.Unknown;

    public ParsedMethod? Parse(Role role) => Parse(role, role.Method, null);

    /// <summary>Reads an update for one of the weights that it serves; <paramref name="method"/> has that weight's dimensions.</summary>
    public ParsedMethod? Parse(Role role, IMethodSymbol method, UpdateTarget? target)
    {
        CheckForm(role);
        var g = new GraphBuilder();
        var bindings = new Bindings();
        var signature = new SignatureParser(role, method, target, Fast, dimensions, names, faults);
        var complete = signature.Parse(g, bindings);
        if (role.Scope == Scope.InnerModel)
            Fast = new(signature.Weights.Where(w => w.Model.Fast).ToArray(), complete);
        var result = new ResultParser(dimensions, faults).Parse(role, method, target);
        if (!complete || result is not { } wanted || !method.IsStatic || Body(role, g, bindings) is not { } value)
            return null;
        var product = value.Factor is { } factor ? g.Mul(value.Id, factor) : value.Id;
        var graph = g.ToGraph([new Output("result", g.Broadcast(product, wanted.Shape))]);
        ResultCheck.Check(role, graph, signature, faults);
        return new(
            role,
            new(
                role.Scope, graph, signature.Weights.Where(w => w.Listed).Select(w => w.Model).ToEquatable(),
                signature.Data.Select(d => d.Dimension).OfType<string>().ToEquatable(), wanted.Dimension),
            signature.Data);
    }

    private Value? Body(Role role, GraphBuilder g, Bindings bindings)
    {
        try
        {
            return new BodyParser(g, dimensions, bodies, faults).Method(role.Method, bindings, null);
        }
        catch (InsufficientExecutionStackException)
        {
            faults.Add(LanguageDiagnostics.TooLarge, role.Method, role.Method.Name, BodyParser.LimitText);
            return null;
        }
    }

    private void CheckForm(Role role)
    {
        var method = role.Method;
        if (!method.IsStatic)
            faults.Add(DeclarationDiagnostics.MethodNotStatic, method, method.Name);
        if (method.IsGenericMethod && role.Scope != Scope.Update)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "has type parameters");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "returns a reference");
        if (method.IsExtern)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "is extern");
        if (method.IsAsync)
            faults.Add(DeclarationDiagnostics.WrongMethodForm, method, method.Name, "is async");
    }
}
