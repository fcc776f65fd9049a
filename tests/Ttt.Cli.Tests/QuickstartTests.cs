using System.Text;

namespace Ttt.Cli.Tests;

public sealed class QuickstartTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_shortened_run_reports_and_is_not_judged()
    {
        var output = Run.Of("quickstart", "--steps", "2", "--out", folder.File("run")).Succeeds();
        Assert.Contains("linear: 3 blocks, C = 128, 4 heads, 657,724 parameters", output);
        Assert.Contains("794,726 bytes to train on, 88,302 held out", output);
        Assert.Contains("A sample:\nEmma was ", output);
        Assert.Contains("gzip -9 needs 3.0", output);
        Assert.Contains("is not judged", output);
        Assert.True(File.Exists(folder.File("run/loss.svg")));
        Run.Of("generate", folder.File("run"), "--length", "3").Succeeds();
    }

    [Theory]
    [InlineData(2.06, 0)]
    [InlineData(2.59999, 0)]
    [InlineData(2.6, 1)]
    [InlineData(7, 1)]
    [InlineData(double.NaN, 1)]
    public void The_bar_decides_the_exit_code(double reached, int code)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(code, new Verdict(reached, 3.1, 2.6).Tell(new(output, error, false, default)));
        Assert.Equal(code != 0, error.ToString().StartsWith("ttt: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Gzip_needs_little_for_repetition_and_much_for_noise()
    {
        Assert.InRange(Gzip.BitsPerByte(Encoding.ASCII.GetBytes(new string('a', 10000))), 0, 0.1);
        var noise = new byte[10000];
        new Random(1).NextBytes(noise);
        Assert.InRange(Gzip.BitsPerByte(noise), 7.9, 8.2);
    }

    [Fact]
    public void The_shipped_text_is_the_one_its_readme_names()
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "emma.txt"));
        Assert.Equal("7c67b5985c6d0de1efaeb5d342d52cb82c38083c40e2295129e30e87ee690ebe", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }
}
