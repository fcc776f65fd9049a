namespace Ttt.Models;

/// <summary>Compares a recomputed tensor with the reference of the same name.</summary>
static class Comparison
{
    public static TensorCheck Compare(SafetensorsReader reader, string name, Tensor computed, double tolerance)
    {
        var entry = reader.Entry(name);
        if (!entry.Shape.SequenceEqual(computed.shape))
            return new(name, double.NaN, tolerance, false, $"shape {entry.ShapeText} in the file, [{string.Join(", ", computed.shape)}] computed");
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (entry.Type is SafetensorsType.I64 or SafetensorsType.I32)
            return Ids(name, reader.ReadInt64s(name), computed.cpu().contiguous().data<long>().ToArray());
        return Values(name, reader.ReadDoubles(name), computed.detach().cpu().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray(), tolerance);
    }

    static TensorCheck Ids(string name, long[] expected, long[] actual) => new(name, expected.Zip(actual).Count(p => p.First != p.Second), 0, true);

    static TensorCheck Values(string name, double[] expected, double[] actual, double tolerance)
    {
        var (largest, error) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            error = Math.Max(error, Math.Abs(expected[i] - actual[i]));
        }
        return largest == 0 ? new(name, error, tolerance, true) : new(name, error / largest, tolerance, false);
    }
}
