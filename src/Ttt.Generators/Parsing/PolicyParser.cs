using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Parsing;

/// <summary>Reads <c>[TttLayer(...)]</c>: the defaults of the layer's options.</summary>
internal static class PolicyParser
{
    public static Policy Parse(AttributeData attribute, string className, FaultList faults)
    {
        var reader = new AttributeReader(attribute);
        var name = reader.Get("Name", className);
        if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.'))
            faults.Add(DeclarationDiagnostics.UnusableLayerName, reader.SpanOf("Name"), name);
        return new(
            name,
            Member("Mode", "MiniBatch"),
            AtLeastOne("MiniBatchSize", 16),
            Positive("BaseRate", 1.0),
            Member("PositionFactor", "Standard"),
            reader.Get("ShareQk", false),
            reader.Get("Gate", false),
            AtLeastOne("ConvKernel", 4),
            reader.Get("Rope", true),
            Positive("RopeBase", 10000.0),
            reader.Get("PostNorm", true));

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
