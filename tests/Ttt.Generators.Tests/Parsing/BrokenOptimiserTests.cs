using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>Declarations of optimisers with parts missing or exchanged are read without an exception, and make a model or are told why not.</summary>
public class BrokenOptimiserTests
{
    static readonly string Text = Parsed.Frame(Optimisers.Everything);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TokensMissing(int seed)
    {
        var random = new Random(seed);
        var tokens = Sources.Tree(Text, "").GetRoot().DescendantTokens().Where(t => t.Span.Length > 0).ToArray();
        for (var i = 0; i < 25; i++)
        {
            var token = tokens[random.Next(tokens.Length)];
            Check(Text.Remove(token.SpanStart, token.Span.Length), $"seed {seed}, run {i}: without '{token.Text}' at {token.SpanStart}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void WordsExchanged(int seed)
    {
        var random = new Random(seed);
        var words = Sources.Tree(Text, "").GetRoot().DescendantTokens().Where(t => t.Span.Length > 0 && char.IsLetter(t.Text[0])).ToArray();
        for (var i = 0; i < 25; i++)
        {
            var (at, with) = (words[random.Next(words.Length)], words[random.Next(words.Length)].Text);
            Check(Text.Remove(at.SpanStart, at.Span.Length).Insert(at.SpanStart, with), $"seed {seed}, run {i}: '{with}' for '{at.Text}' at {at.SpanStart}");
        }
    }

    static void Check(string source, string what)
    {
        var compilation = Sources.Compile(source);
        foreach (var layer in Parsed.All(compilation))
        {
            var isTold = layer.Faults.Any(f => f.IsError) || compilation.GetDiagnostics().Any(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
            Assert.True(layer.Model is not null || isTold, what);
            Assert.All(layer.Faults, f => Assert.NotNull(f.Span.Path));
        }
    }
}
