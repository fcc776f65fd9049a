using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Initial weights: projections and embedding N(0, σ²), norms 1, convolutions of blocks ±1/√kernel. What else a mixer has, it initialises itself.</summary>
static class Initialisation
{
    public static void Apply(LanguageModel model, double deviation)
    {
        using var noGradient = torch.no_grad();
        Visit(model, deviation, insideMixer: false);
    }

    static void Visit(torch.nn.Module module, double deviation, bool insideMixer)
    {
        if (module is Linear linear)
            torch.nn.init.normal_(linear.weight, 0, deviation);
        else if (module is Embedding embedding)
            torch.nn.init.normal_(embedding.weight!, 0, deviation);
        else if (module is Conv1d convolution && !insideMixer)
        {
            var bound = 1 / Math.Sqrt(convolution.weight.shape[2]);
            torch.nn.init.uniform_(convolution.weight, -bound, bound);
            torch.nn.init.uniform_(convolution.bias!, -bound, bound);
        }
        foreach (var child in module.children())
            Visit(child, deviation, insideMixer || module is SequenceMixer);
    }
}
