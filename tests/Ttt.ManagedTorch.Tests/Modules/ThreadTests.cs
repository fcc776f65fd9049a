using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Modules;

/// <summary>The number of threads changes no bit of a result or of a gradient.</summary>
public class ThreadTests
{
    [Fact]
    public void Forward_and_backward_have_the_same_bits()
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var single = Run();
            foreach (var threads in new[] { 2, 3 })
            {
                set_num_threads(threads);
                foreach (var (expected, actual) in single.Zip(Run()))
                    Assert.True(expected.bytes.SequenceEqual(actual.bytes), $"{threads} threads differ");
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    static List<Tensor> Run()
    {
        const int Batch = 3, Length = 130, Width = 72, Classes = 300;
        var table = new Parameter(Given.Tensor([Classes, Width], 1, type: ScalarType.Float32));
        var gamma = new Parameter(Given.Tensor([Width], 2, type: ScalarType.Float32));
        var filters = new Parameter(Given.Tensor([Width, 1, 4], 3, type: ScalarType.Float32));
        var weights = new Parameter(Given.Tensor([Classes, Width], 4, type: ScalarType.Float32));
        var ids = (Given.Tensor([Batch, Length], 5, 149) + 150).to_type(ScalarType.Int64);
        var x = TorchSharp.EmbeddingLookup.Apply(table, ids, -1, false);
        x = F.layer_norm(x, [Width], gamma);
        x = F.conv1d(x.transpose(1, 2), filters, padding: 3, groups: Width).narrow(2, 0, Length).transpose(1, 2);
        var logits = F.linear(F.silu(x), weights);
        var loss = F.cross_entropy(logits.reshape(-1, Classes), ids.reshape(-1), label_smoothing: 0.1);
        loss.backward();
        return [loss, table.grad!, gamma.grad!, filters.grad!, weights.grad!];
    }
}
