using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>A hash-consed program in topological order. Equal graphs are equal values.</summary>
internal sealed record Graph(EquatableArray<Node> Nodes, EquatableArray<Output> Outputs, EquatableArray<Region> Regions)
{
    public Node this[int id] => Nodes[id];

    public int Output(string name) => Outputs.First(o => o.Name == name).Id;

    /// <summary>The value of an output, or null where the graph has no such output.</summary>
    public int? Find(string name) => Outputs.Where(o => o.Name == name).Select(o => (int?)o.Id).FirstOrDefault();

    public IEnumerable<(int Id, Input Input)> Inputs()
    {
        for (var id = 0; id < Nodes.Count; id++)
            if (Nodes[id].Op is Input input)
                yield return (id, input);
    }

    /// <summary>How often each value is an operand or a result.</summary>
    public int[] CountUses()
    {
        var uses = new int[Nodes.Count];
        foreach (var node in Nodes)
            foreach (var arg in node.Args)
                uses[arg]++;
        foreach (var output in Outputs)
            uses[output.Id]++;
        return uses;
    }
}
