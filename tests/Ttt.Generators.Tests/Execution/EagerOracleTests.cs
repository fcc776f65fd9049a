using Ttt.Generators.Tests.Execution.Declarations;
using Ttt.Generators.Tests.Passes;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Execution;

/// <summary>The user's own methods, run eagerly, are the reference of what the generated code computes.</summary>
public class EagerOracleTests
{
    public static TheoryData<string> Names => [.. Sources.CaseNames, "Random100", "Random101"];

    [Theory, MemberData(nameof(Names))]
    public void Generated_code_computes_what_the_methods_say(string name)
    {
        var source = name.StartsWith("Random", StringComparison.Ordinal) ? RandomInnerModel.Source(int.Parse(name[6..], System.Globalization.CultureInfo.InvariantCulture), 4) : Sources.Case(name);
        var generated = GeneratedLayer.Load(source);
        using var layer = generated.Create(5, new() { Width = 6, Heads = 2, HeadDimension = 4, MiniBatchSize = 3 });
        using var x = GeneratedLayer.Input(5, 7, 2, 6);
        EagerCheck.Run(Parsed.Layer(source), layer, x);
    }
}
