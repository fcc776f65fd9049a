using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Tokens that enter an inner loop as given, one head and one sequence of them; what is left out is neutral.</summary>
sealed record Tokens(double[,] Q, double[,] K, double[,] V)
{
    /// <summary>λ of every token, for each rate that the layer has.</summary>
    public double[][] Rates { get; init; } = [];

    /// <summary>λ of every token and column, instead.</summary>
    public double[,]? ColumnRates { get; init; }

    public double[]? Retention { get; init; }

    public double[]? Momentum { get; init; }

    public double[]? Position { get; init; }

    /// <summary>ω of every token.</summary>
    public double[]? Weight { get; init; }

    public int Count => Q.GetLength(0);

    public Tokens With(double rate) => this with { Rates = [Constant(rate, Count)] };

    /// <summary>12 tokens of no structure.</summary>
    public static Tokens Random(int d = 5, int dv = 4, int count = 12)
        => new(Table.Random(count, d, 1), Table.Random(count, d, 2), Table.Random(count, dv, 3)) { Rates = [Between(0.1, 0.9, count, 4)] };
}

/// <summary>Runs the inner loop of a layer alone: no projections, rotation, norm or gate.</summary>
sealed class InnerRun : IDisposable
{
    readonly TttLayer _layer;

    internal InnerRun(TttLayer layer)
    {
        _layer = layer;
        _layer.to(torch.float64);
    }

    internal ScanForm Form { set => _layer.Scan = value; }

    /// <summary>Gives a parameter its value.</summary>
    internal InnerRun Set(string name, double[,] value)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var parameter = _layer.get_parameter(name) ?? throw new ArgumentException($"There is no parameter {name}.");
        parameter.copy_(torch.tensor(value.Cast<double>().ToArray(), parameter.shape, dtype: torch.float64));
        return this;
    }

    /// <summary>Outputs [T,Dv] and the tensors of the state after the tokens.</summary>
    internal (double[,] Z, Dictionary<string, double[,]> State) Of(Tokens tokens)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var (output, state) = _layer.InnerLoop(Rows(tokens));
        using var owned = state;
        return (Plain(output), state.Tensors.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)));
    }

    ScanRows Rows(Tokens tokens)
    {
        var (count, history) = (tokens.Count, _layer.Settings.Window - 1);
        var rates = new Queue<Tensor>(tokens.ColumnRates is { } columns ? [Given(columns)] : tokens.Rates.Select(Column));
        Tensor gate(GateDeclaration declared) => declared.Kind switch
        {
            InnerGate.Rate => rates.Dequeue(),
            InnerGate.Retention => Column(tokens.Retention ?? Constant(1, count)),
            InnerGate.Momentum => Column(tokens.Momentum ?? Constant(0, count)),
            _ => Column(Constant(1, count)),
        };
        Tensor after(Tensor rows, int zeros) => zeros == 0 ? rows : torch.cat([torch.zeros(1, 1, zeros, rows.size(3), dtype: torch.float64), rows], 2);
        Tensor[] earlier(double[,] rows) => [.. _layer.Description.Previous.Select(ago => after(Given(rows), ago).narrow(2, 0, count))];
        return new ScanRows(
            Given(tokens.Q), after(Given(tokens.K), history), after(Given(tokens.V), history), [.. _layer.Description.Gates.Select(gate)],
            torch.tensor(tokens.Position ?? Constant(1, count), dtype: torch.float64),
            _layer.Description.Window == 1 ? null : after(Column(tokens.Weight ?? Constant(1, count)), history), earlier(tokens.Q), earlier(tokens.K));
    }

    static Tensor Given(double[,] rows) => torch.tensor(rows.Cast<double>().ToArray(), [1, 1, rows.GetLength(0), rows.GetLength(1)], dtype: torch.float64);

    static Tensor Column(double[] entries) => Given(Create(entries.Length, 1, (i, _) => entries[i]));

    static double[,] Plain(Tensor tensor)
    {
        var (columns, values) = ((int)tensor.size(-1), tensor.contiguous().data<double>().ToArray());
        return Create(values.Length / columns, columns, (i, j) => values[i * columns + j]);
    }

    public void Dispose() => _layer.Dispose();
}
