using TorchSharp.Modules;
using static TorchSharp.torch;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Optim;

public class ResumeTests
{
    static readonly Func<Parameter, OptimizerHelper>[] Kinds =
    [
        p => optim.AdamW([p], 0.01, weight_decay: 0.1),
        p => optim.AdamW([p], 0.01, amsgrad: true),
        p => optim.SGD([p], 0.01, momentum: 0.9, nesterov: true),
    ];

    static void Steps(Parameter parameter, OptimizerHelper optimizer, int from, int to)
    {
        for (var t = from; t < to; t++)
        {
            parameter.grad = Given.Tensor(parameter.shape, 20 + t, type: parameter.dtype);
            optimizer.step();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_loaded_optimiser_continues_to_the_same_bits(int kind)
    {
        using var scope = NewDisposeScope();
        var whole = new Parameter(Given.Tensor([3, 7], 1, type: ScalarType.Float32));
        using var first = Kinds[kind](whole);
        Steps(whole, first, 0, 3);
        var resumed = new Parameter(whole.detach().clone());
        using var second = Kinds[kind](resumed);
        using var stream = new MemoryStream();
        first.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        second.load_state_dict(new BinaryReader(stream));
        var copied = new Parameter(whole.detach().clone());
        using var third = Kinds[kind](copied);
        third.load_state_dict(first.state_dict());
        Assert.True(first.state_dict().State[0].ApproximatelyEquals(second.state_dict().State[0]));
        Steps(whole, first, 3, 6);
        Steps(resumed, second, 3, 6);
        Steps(copied, third, 3, 6);
        Given.Close(whole, resumed, 0);
        Given.Close(whole, copied, 0);
    }

    [Fact]
    public void The_file_format_of_AdamW()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var optimizer = optim.AdamW([parameter], lr: 0.5, beta1: 0, beta2: 0, eps: 1, weight_decay: 0.25);
        parameter.grad = ones(1);
        optimizer.step();
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        using var expected = new MemoryStream();
        using var writer = new BinaryWriter(expected);
        writer.Write("AdamW");
        writer.Write(new byte[] { 1, 1 });
        foreach (var number in new[] { 0.5, 0.5, 0, 0, 1, 0.25 })
            writer.Write(number);
        writer.Write(new byte[] { 0, 0 });
        writer.Write(1L);
        foreach (var moment in new[] { 1f, 1f })
        {
            writer.Write(new byte[] { 6, 1, 1 });
            writer.Write(moment);
        }
        writer.Write(false);
        Assert.Equal(expected.ToArray(), stream.ToArray());
    }

    [Fact]
    public void The_dictionary_refers_to_states_by_group()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.AdamW([new AdamW.ParamGroup([new Parameter(ones(1)), new Parameter(ones(2))]), new AdamW.ParamGroup([new Parameter(ones(3))])]);
        var state = optimizer.state_dict();
        Assert.Equal(2, state.Options.Count);
        Assert.Equal(3, state.State.Count);
        Assert.Equal([[0, 1], [2]], state.StateIndexRef);
        using var other = optim.AdamW([new Parameter(ones(1))]);
        Assert.Throws<ArgumentException>(() => other.load_state_dict(state));
        using var stream = new MemoryStream();
        other.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        using var sgd = optim.SGD([new Parameter(ones(1))], 0.1);
        Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(stream)));
    }

    [Fact]
    public void Sgd_follows_its_definition()
    {
        using var scope = NewDisposeScope();
        foreach (var (momentum, dampening, decay, nesterov) in new[] { (0.0, 0.0, 0.1, false), (0.9, 0.1, 0, false), (0.9, 0, 0.1, true) })
        {
            var start = Given.Numbers(5, 1);
            var parameter = new Parameter(tensor(start));
            using var optimizer = optim.SGD([parameter], 0.1, momentum, dampening, decay, nesterov);
            var (p, buffer) = ((double[])start.Clone(), new double[5]);
            for (var t = 0; t < 4; t++)
            {
                var gradient = Given.Numbers(5, 5 + t);
                parameter.grad = tensor(gradient);
                optimizer.step();
                for (var i = 0; i < 5; i++)
                {
                    var g = gradient[i] + decay * p[i];
                    buffer[i] = t == 0 ? g : momentum * buffer[i] + (1 - dampening) * g;
                    p[i] -= 0.1 * (momentum == 0 ? g : nesterov ? g + momentum * buffer[i] : buffer[i]);
                }
            }
            Given.Close(p, parameter, 1e-12);
        }
    }
}
