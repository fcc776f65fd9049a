using System.Globalization;
using Consumer;
using static TorchSharp.torch;

manual_seed(7);
using var layer = new Gated(new() { Width = 16, Heads = 2 });
using var x = randn(2, 20, 16);
using var target = randn(2, 20, 16);
using var optimiser = optim.AdamW(layer.parameters(), lr: 1e-2);
var losses = new List<float>();
for (var step = 0; step < 8; step++)
{
    using var scope = NewDisposeScope();
    optimiser.zero_grad();
    var loss = nn.functional.mse_loss(layer.forward(x), target);
    loss.backward();
    optimiser.step();
    losses.Add(loss.item<float>());
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss {losses[0]:R} -> {losses[^1]:R}"));
