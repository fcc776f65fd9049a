namespace Ttt.Layers.Tests.Support;

/// <summary>Compares what a test computes with what a golden file says, in float32 or against its float64 twins, and sees that nothing is left out.</summary>
sealed class GoldenRun(GoldenFile file, bool wide)
{
    readonly HashSet<string> _checked = [];

    internal torch.ScalarType Type => wide ? torch.float64 : torch.float32;

    bool IsMlp => file.Names.Contains("param.W2");

    string Prefix => wide ? "f64." : "";

    internal Tensor Input(string name, bool requiresGrad = false) => file.Tensor("in." + name, Type).requires_grad_(requiresGrad);

    internal void LoadParameters(TttLayer layer)
    {
        using var noGrad = torch.no_grad();
        var given = file.Names.Where(name => name.StartsWith("param.", StringComparison.Ordinal)).Select(name => name["param.".Length..]).ToHashSet();
        foreach (var (name, parameter) in layer.named_parameters())
            if (given.Remove(name)) parameter.copy_(file.Tensor("param." + name, Type));
        Assert.Empty(given);
    }

    internal void Check(string name, Tensor actual) => Check(name, () => actual);

    /// <summary>Compares, where the file has the tensor in this type.</summary>
    internal void Check(string name, Func<Tensor> actual)
    {
        if (!file.Has(Prefix + name)) return;
        _checked.Add(Prefix + name);
        Near.Equal(file.Tensor(Prefix + name, torch.float64), actual(), Tolerance(name), $"{name} ({Type})");
    }

    internal void CheckParameterGradients(TttLayer layer)
    {
        foreach (var (name, parameter) in layer.named_parameters())
            if (file.Has("grad." + name)) Check("grad." + name, parameter.grad ?? throw new InvalidOperationException($"{name} has no gradient"));
    }

    internal void AssertAllChecked()
        => Assert.Empty(file.Names.Where(name => name.StartsWith("f64.", StringComparison.Ordinal) == wide && !name.StartsWith("in.", StringComparison.Ordinal)
            && !name.StartsWith("param.", StringComparison.Ordinal)).Except(_checked));

    // The published derivative of GELU has constants of 8 digits: 1e-8 is all that its float64 numbers are good for.
    double Tolerance(string name) => wide ? IsMlp ? 1e-8 : 1e-12 : name.StartsWith("grad.", StringComparison.Ordinal) ? 2e-5 : 1e-5;
}
