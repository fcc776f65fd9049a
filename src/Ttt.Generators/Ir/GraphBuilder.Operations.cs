namespace Ttt.Generators.Ir;

/// <summary>Short names for the primitives, so that rules and passes read like formulas.</summary>
internal sealed partial class GraphBuilder
{
    public int Input(string name, InputRole role, Shape shape) => Make(new Input(name, role, shape));

    public int Const(double value, Shape shape) => Make(new Const(value, shape));

    public int Zero(Shape shape) => Const(0, shape);

    public int MatMul(int a, int b, bool transposeLeft = false, bool transposeRight = false)
        => Make(new MatMul(transposeLeft, transposeRight), a, b);

    public int Transpose(int x) => Make(new Transpose(), x);

    public int Add(int a, int b) => Make(new Add(), a, b);

    public int Sub(int a, int b) => Make(new Sub(), a, b);

    public int Mul(int a, int b) => Make(new Mul(), a, b);

    public int Div(int a, int b) => Make(new Div(), a, b);

    public int Scale(Coefficient factor, int x) => Make(new Scale(factor), x);

    public int Scale(double factor, int x) => Scale(Coefficient.Of(factor), x);

    public int Neg(int x) => Scale(-1, x);

    public int AddConst(int x, double value) => Make(new AddConst(value), x);

    public int Exp(int x) => Make(new Exp(), x);

    public int Log(int x) => Make(new Log(), x);

    public int Tanh(int x) => Make(new Tanh(), x);

    public int Sigmoid(int x) => Make(new Sigmoid(), x);

    public int Erf(int x) => Make(new Erf(), x);

    public int Relu(int x) => Make(new Relu(), x);

    public int Step(int x) => Make(new Step(), x);

    public int Sqrt(int x) => Make(new Sqrt(), x);

    public int Rsqrt(int x) => Make(new Rsqrt(), x);

    public int Square(int x) => Make(new Square(), x);

    public int Pow(int x, double exponent) => Make(new Pow(exponent), x);

    public int SumColumns(int x) => Make(new SumColumns(), x);

    public int SumRows(int x) => Make(new SumRows(), x);

    public int RowMax(int x) => Make(new RowMax(), x);

    public int Broadcast(int x, Shape shape) => Make(new Broadcast(shape), x);

    public int Tril(int x, int diagonal = 0) => Make(new Tril(diagonal), x);

    public int Band(int x) => Make(new Band(), x);

    public int Retained(int x) => Make(new Retained(), x);

    public int CumProd(int x) => Make(new CumProd(), x);

    public int ShiftRows(int x, double fill = 0) => Make(new ShiftRows(false, fill), x);

    public int SolveLower(int lower, int x) => Make(new SolveLower(false), lower, x);

    public int LastRow(int x) => Make(new LastRow(), x);

    public int AtLastRow(int x) => Make(new AtLastRow(), x);

    /// <summary>Sums a cotangent over the axes along which an operand of the given shape was broadcast.</summary>
    public int ReduceTo(int d, Shape shape)
    {
        if (shape.Columns.IsOne && !ShapeOf(d).Columns.IsOne)
            d = SumColumns(d);
        if (shape.Rows.IsOne && !ShapeOf(d).Rows.IsOne)
            d = SumRows(d);
        return d;
    }

    public bool IsConst(int id, out double value)
    {
        value = _nodes[id].Op is Const c ? c.Value : double.NaN;
        return _nodes[id].Op is Const;
    }

    public bool IsZero(int id) => IsConst(id, out var value) && value == 0;
}
