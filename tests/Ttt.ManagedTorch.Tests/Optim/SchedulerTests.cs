using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Ttt.ManagedTorch.Tests.Optim;

public sealed class SchedulerTests : IDisposable
{
    readonly Parameter a = new(ones(1));
    readonly Parameter b = new(ones(1));
    readonly AdamW optimizer;

    public SchedulerTests() => optimizer = optim.AdamW([new AdamW.ParamGroup([a], lr: 0.1), new AdamW.ParamGroup([b], lr: 0.4)]);

    public void Dispose()
    {
        optimizer.Dispose();
        a.Dispose();
        b.Dispose();
    }

    // The factor on both groups at epochs 0, 1, 2, …
    void Follows(LRScheduler scheduler, int epochs, Func<int, double> factor)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rates = optimizer.ParamGroups.Select(group => group.LearningRate).ToArray();
            Assert.Equal(0.1 * factor(epoch), rates[0], 12);
            Assert.Equal(0.4 * factor(epoch), rates[1], 12);
            Assert.Equal(rates, scheduler.get_last_lr());
            scheduler.step();
        }
    }

    [Fact]
    public void Lambda() => Follows(LambdaLR(optimizer, epoch => 1.0 / (1 + epoch)), 6, epoch => 1.0 / (1 + epoch));

    [Fact]
    public void Linear() => Follows(LinearLR(optimizer, 0.25, 0.75, 4), 8, epoch => 0.25 + 0.5 * Math.Min(epoch, 4) / 4.0);

    [Fact]
    public void Cosine() => Follows(CosineAnnealingLR(optimizer, 5), 12, epoch => (1 + Math.Cos(Math.PI * epoch / 5)) / 2);

    [Fact]
    public void Cosine_with_a_floor()
    {
        var scheduler = CosineAnnealingLR(optimizer, 4, eta_min: 0.05);
        for (var epoch = 0; epoch < 9; epoch++, scheduler.step())
            Assert.Equal(0.05 + 0.05 * (1 + Math.Cos(Math.PI * epoch / 4)) / 2, optimizer.ParamGroups.First().LearningRate, 12);
    }

    [Fact]
    public void Warm_up_then_cosine()
    {
        var scheduler = SequentialLR(optimizer, [LinearLR(optimizer, 0.2, 1, 4), CosineAnnealingLR(optimizer, 6)], [4]);
        Follows(scheduler, 10, epoch => epoch < 4 ? 0.2 + 0.8 * epoch / 4 : (1 + Math.Cos(Math.PI * (epoch - 4) / 6)) / 2);
    }

    [Fact]
    public void A_given_epoch_uses_the_closed_form()
    {
        var scheduler = CosineAnnealingLR(optimizer, 5);
        scheduler.step(3);
        Assert.Equal(0.1 * (1 + Math.Cos(Math.PI * 3 / 5)) / 2, scheduler.get_last_lr().First(), 12);
        scheduler.step(0.5, 1);
        Assert.Equal(0.1 * (1 + Math.Cos(Math.PI / 5)) / 2, scheduler.get_last_lr().First(), 12);
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SequentialLR(optimizer, [LinearLR(optimizer)], [1]));
        using var other = optim.SGD([a], 0.1);
        Assert.Throws<ArgumentException>(() => SequentialLR(optimizer, [LinearLR(optimizer), LinearLR(other)], [1]));
    }
}
