namespace Ttt.Models.Tests.Inspection;

/// <summary>A number that counts what is done with it: operations by definition.</summary>
readonly record struct Counted(double Value)
{
    [ThreadStatic]
    static long operations;

    public static implicit operator Counted(double value) => new(value);

    public static Counted operator +(Counted a, Counted b) => Done(a.Value + b.Value);

    public static Counted operator -(Counted a, Counted b) => Done(a.Value - b.Value);

    public static Counted operator *(Counted a, Counted b) => Done(a.Value * b.Value);

    /// <summary>The operations of an action.</summary>
    public static long Of(Action action)
    {
        operations = 0;
        action();
        return operations;
    }

    static Counted Done(double value)
    {
        operations++;
        return value;
    }
}

/// <summary>Parts of a model for one token, as their formulas are written.</summary>
static class CountedParts
{
    public static Counted[] Row(int size) => [.. Enumerable.Range(0, size).Select(i => (Counted)(i % 7))];

    public static Counted[] Linear(Counted[] x, int outputs)
        => [.. Enumerable.Range(0, outputs).Select(o => x.Aggregate((Counted)0, (sum, value) => sum + value * (o + 0.5)))];

    // the root and the mean's factor are one operation a row, not one a value: they are left out
    public static Counted[] RmsNorm(Counted[] x)
    {
        var squares = x.Aggregate((Counted)0, (sum, value) => sum + value * value);
        Counted factor = 1 / Math.Sqrt(squares.Value / x.Length + 1e-6);
        return [.. x.Select((value, i) => value * factor * (i + 1.0))];
    }

    public static Counted[] LayerNorm(Counted[] x)
    {
        Counted mean = x.Aggregate((Counted)0, (sum, value) => sum + value).Value / x.Length;
        Counted[] centred = [.. x.Select(value => value - mean)];
        var squares = centred.Aggregate((Counted)0, (sum, value) => sum + value * value);
        Counted factor = 1 / Math.Sqrt(squares.Value / x.Length + 1e-6);
        return [.. centred.Select((value, i) => value * factor * (i + 1.0) + 0.5)];
    }

    // the bias is what the sum starts from
    public static Counted[] Convolution(Counted[] x, int taps)
        => [.. x.Select(value => Enumerable.Range(0, taps).Aggregate((Counted)0.5, (sum, tap) => sum + value * (tap + 1.0)))];

    // one channel of Mamba: Δ u, then for each value of the state Δ A, decay, input, output, and D u
    public static Counted Recur(int states)
    {
        var (h, a, b, c) = (Row(states), Row(states), Row(states), Row(states));
        Counted step = 0.5, u = 0.25, output = 0;
        var input = step * u;
        for (var n = 0; n < states; n++)
        {
            Counted decay = Math.Exp(-(step * a[n]).Value);
            h[n] = decay * h[n] + input * b[n];
            output += h[n] * c[n];
        }
        return output + u * 0.75;
    }

    public static Counted[] Attend(int keys, int size)
    {
        var (query, output) = (Row(size), new Counted[size]);
        Array.Fill(output, 0);
        for (var s = 0; s < keys; s++)
        {
            Counted weight = Math.Exp(-Row(size).Zip(query).Aggregate((Counted)0, (sum, pair) => sum + pair.First * pair.Second).Value);
            for (var i = 0; i < size; i++)
                output[i] += weight * Row(size)[i];
        }
        return output;
    }
}
