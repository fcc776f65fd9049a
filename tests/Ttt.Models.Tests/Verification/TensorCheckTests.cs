namespace Ttt.Models.Tests.Verification;

public sealed class TensorCheckTests
{
    [Fact]
    public void Not_a_number_fails() => Assert.False(new TensorCheck("x", double.NaN, 1, false).Passed);

    [Fact]
    public void The_text_names_the_error_in_every_culture()
    {
        using var foreign = new ForeignCulture();
        Assert.Equal("ok   out.Y  relative error 1.3e-06 (tolerance 1.0e-05)", new TensorCheck("out.Y", 1.25e-6, 1e-5, false).ToString());
        Assert.Equal("FAIL grad.b  absolute error 2.0e+00 (tolerance 1.0e-05)", new TensorCheck("grad.b", 2, 1e-5, true).ToString());
        Assert.Equal("FAIL x  missing in the file", new TensorCheck("x", double.NaN, 0, false, "missing in the file").ToString());
    }
}
