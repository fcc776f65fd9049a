using System.Globalization;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>The generated text is the same on every machine: no culture, no line endings, no order of discovery in it.</summary>
public class DeterminismTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void CultureDoesNotShow(string name)
    {
        var expected = GeneratorRun.Over(Sources.Case(name)).Source;
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "de-DE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Culture(culture);
                Assert.Contains(",", 0.5.ToString(CultureInfo.CurrentCulture));
                Assert.Equal(expected, GeneratorRun.Over(Sources.Case(name)).Source);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }

    public static TheoryData<string> Cases => [.. Sources.CaseNames];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LineEndingsOfTheSourceDoNotShow(string name)
    {
        var unix = Sources.Case(name).ReplaceLineEndings("\n");
        var generated = GeneratorRun.Over(unix).Source;
        Assert.DoesNotContain("\r", generated);
        Assert.Equal(generated, GeneratorRun.Over(unix.ReplaceLineEndings("\r\n")).Source);
    }

    // Where the runtime has no culture data, the separators that matter are set by hand.
    static CultureInfo Culture(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        try
        {
            culture = new CultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
        }
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        return culture;
    }
}
