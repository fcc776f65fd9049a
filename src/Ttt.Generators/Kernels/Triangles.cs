using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>Which [b,b] values are lower triangular, and of which only the lower triangle is read: half of their products need not be computed.</summary>
internal sealed class Triangles
{
    private readonly bool[] _lower;
    private readonly bool[] _lowerWanted;

    public Triangles(Graph graph)
    {
        _lower = new bool[graph.Nodes.Count];
        _lowerWanted = new bool[graph.Nodes.Count];
        for (var id = 0; id < _lower.Length; id++)
        {
            var node = graph[id];
            bool Full(int a) => graph[a].Shape == node.Shape && _lower[a];
            _lower[id] = node.Op switch
            {
                Tril { Diagonal: <= 0 } or Retained => true,
                Mul => node.Args.Any(Full),
                Scale => _lower[node.Arg(0)],
                Add or Sub => node.Args.All(Full),
                _ => false,
            };
        }
        for (var id = 0; id < _lower.Length; id++)
            _lowerWanted[id] = IsSquare(graph[id].Shape);
        foreach (var output in graph.Outputs)
            _lowerWanted[output.Id] = false;
        for (var id = _lower.Length - 1; id >= 0; id--)
            foreach (var arg in graph[id].Args)
                _lowerWanted[arg] &= Masks(graph, id, arg);
    }

    /// <summary>Above the diagonal it is zero.</summary>
    public bool IsLower(int id) => _lower[id];

    /// <summary>Nothing above the diagonal is read.</summary>
    public bool IsLowerWanted(int id) => _lowerWanted[id];

    private static bool IsSquare(Shape shape) => shape.Rows.IsTokens && shape.Columns == shape.Rows;

    private bool Masks(Graph graph, int user, int arg)
    {
        var node = graph[user];
        if (node.Shape != graph[arg].Shape)
            return false;
        return node.Op switch
        {
            Tril { Diagonal: <= 0 } => true,
            Mul when node.Args.Any(other => other != arg && graph[other].Shape == node.Shape && _lower[other]) => true,
            Mul or Add or Sub or Scale or AddConst => _lowerWanted[user],
            _ => false,
        };
    }
}
