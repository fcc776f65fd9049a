using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Reads <c>[TttLayer(...)]</c>: the defaults of the layer's options.</summary>
internal static class PolicyParser
{
    public static Policy Parse(AttributeReader reader, string className, IReadOnlyList<Role> roles, FaultList faults)
    {
        var name = reader.Get("Name", className);
        if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.'))
            faults.Add(DeclarationDiagnostics.UnusableLayerName, reader.SpanOf("Name"), name);
        var (window, solver) = (AtLeastOne("Window", 1), Member("Solver", "Gradient"));
        var equationsAreComplete = window > 1 || solver == "Ridge" || roles.Any(r => Scopes.IsGate(r.Scope) || r.Scope == Scope.Update);
        return new(
            name,
            Member("Mode", "MiniBatch"),
            AtLeastOne("MiniBatchSize", 16),
            Positive("BaseRate", 1.0),
            Member("PositionFactor", equationsAreComplete ? "None" : "Standard"),
            reader.Get("ShareQk", false),
            reader.Get("Gate", false),
            AtLeastOne("ConvKernel", 4),
            reader.Get("Rope", true),
            Positive("RopeBase", 10000.0),
            reader.Get("PostNorm", true))
        {
            RopeModulo = reader.Get("RopeModulo", true),
            Bias = reader.Get("Bias", false),
            Convolve = Views("Convolve"),
            Silu = Views("Silu"),
            L2Norm = Views("L2Norm"),
            HeadNorm = reader.Get("HeadNorm", false),
            GateActivation = Member("GateActivation", "Gelu"),
            TanhGate = reader.Get("TanhGate", false),
            Bidirectional = reader.Get("Bidirectional", false),
            ReadOut = Member("ReadOut", "UpdateThenApply"),
            Decay = Member("Decay", "AfterGradient"),
            MomentumPer = Member("MomentumPer", "Token"),
            Window = window,
            Solver = solver,
        };

        int AtLeastOne(string property, int absent)
        {
            var value = reader.Get(property, absent);
            if (value < 1)
                faults.Add(DeclarationDiagnostics.ValueOutOfRange, reader.SpanOf(property), property, value.ToString(CultureInfo.InvariantCulture), "at least 1");
            return value;
        }

        double Positive(string property, double absent)
        {
            var value = reader.Get(property, absent);
            if (!(value > 0) || double.IsInfinity(value))
                faults.Add(DeclarationDiagnostics.ValueOutOfRange, reader.SpanOf(property), property, value.ToString("R", CultureInfo.InvariantCulture), "positive and finite");
            return value;
        }

        int Views(string property)
        {
            var value = reader.Get(property, 0);
            if (value is < 0 or > 7)
                faults.Add(DeclarationDiagnostics.ValueOutOfRange, reader.SpanOf(property), property, value.ToString(CultureInfo.InvariantCulture), "made of Views.Query, Views.Key and Views.Value");
            return value;
        }

        string Member(string property, string absent) => EnumMember(reader, property, absent, faults);
    }

    public static string EnumMember(AttributeReader reader, string property, string absent, FaultList faults)
    {
        if (reader.Member(property, absent) is { } member)
            return member;
        faults.Add(DeclarationDiagnostics.ValueOutOfRange, reader.SpanOf(property), property, "not a member of its enumeration", "one of them");
        return absent;
    }
}
