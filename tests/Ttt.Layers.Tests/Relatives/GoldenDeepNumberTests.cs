using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Known outputs and weights of deeper inner models on four tokens, from an independent implementation.</summary>
public class GoldenDeepNumberTests
{
    const double Printed = 1e-11;

    static readonly double[,] W1 = { { 0.5, -0.2, 0.1 }, { 0.3, 0.4, -0.6 } };
    static readonly double[,] W2 = { { 0.2, -0.1 }, { 0.4, 0.3 }, { -0.5, 0.6 } };
    static readonly Tokens Four = new(
        new[,] { { 1, 0 }, { 0.5, -1 }, { 2, 1 }, { -1, 0.5 } }, new[,] { { 1, 1 }, { 0, 2 }, { -1, 1 }, { 0.5, 0.5 } }, new double[,] { { 1, -1 }, { 2, 0 }, { 0, 1 }, { -1, 3 } })
    { Rates = [[0.1, 0.1, 0.1, 0.1]] };

    static TttLayerOptions Options => new() { Width = 2, Heads = 1, MiniBatchSize = 2, Dimensions = new Dictionary<string, int> { ["Out"] = 2, ["Hidden"] = 3 } };

    // 2e-8 is what the constant 0.79788456 of the numbers differs from √(2/π), times what the numbers are.
    [Fact]
    public void TwoLayers()
    {
        using var run = new InnerRun(new BareMlp(Options)).Set("w1", W1).Set("w2", W2);
        var (z, state) = run.Of(Four);
        Equal(new[,] { { 0.032597393912, -0.052281011822 }, { -0.352654196067, 0.249581156805 }, { 0.533801917056, -0.280472177590 }, { 0.189767427293, 0.047772457664 } }, z, 2e-8);
        Equal(new[,] { { 0.498013718650, -0.197675947980, 0.123906108635 }, { 0.337877112776, 0.545577619282, -0.551431328093 } }, state["w1"], 2e-8);
        Equal(new[,] { { 0.282042192099, -0.069372392430 }, { 0.478160767740, 0.366712743949 }, { -0.515515863800, 0.567500009205 } }, state["w2"], 2e-8);
    }

    [Fact]
    public void SwiGlu()
    {
        using var run = new InnerRun(new BareSwiGlu(Options)).Set("wg", W1).Set("wu", new[,] { { 0.2, 0.1, -0.3 }, { -0.4, 0.5, 0.2 } }).Set("wd", W2);
        var (z, state) = run.Of(Four);
        Equal(new[,] { { 0.016458214705, -0.017544195521 }, { 0.149063890783, -0.073608898157 }, { 0.012013715506, 0.034024134739 }, { 0.068812069673, -0.023484255041 } }, z, Printed);
        Equal(new[,] { { 0.493247935587, -0.201080864837, 0.095948472061 }, { 0.251693174888, 0.530548472425, -0.591633306460 } }, state["wg"], Printed);
        Equal(new[,] { { 0.211380885213, 0.093110877132, -0.274823363958 }, { -0.357535990826, 0.586397030235, 0.246167899175 } }, state["wu"], Printed);
        Equal(new[,] { { 0.133921552024, -0.082712452512 }, { 0.497862814471, 0.317996460682 }, { -0.515510412033, 0.586432555610 } }, state["wd"], Printed);
    }

    [Fact]
    public void ReleasedTttLinear()
    {
        using var run = new InnerRun(new TttLinear(new() { Width = 3, Heads = 1, MiniBatchSize = 2, Rope = false }))
            .Set("W1", new[,] { { 0.1, 0.2, -0.1 }, { -0.3, 0.4, 0.2 }, { 0.05, -0.15, 0.3 } }).Set("b1", new[,] { { 0.01, -0.02, 0.03 } });
        var (z, state) = run.Of(new Tokens(
            new[,] { { 1, 0, 0.5 }, { 0.5, -1, 0 }, { 2, 1, -1 }, { -1, 0.5, 1 } }, new[,] { { 1, 1, 0 }, { 0, 2, 1 }, { -1, 1, 0.5 }, { 0.5, 0.5, -1 } },
            new double[,] { { 1, -1, 0 }, { 2, 0, 1 }, { 0, 1, -2 }, { -1, 3, 1 } })
        { Rates = [[0.2, 0.3, 0.25, 0.1]], Position = [1, 0.5, 1, 0.5] });
        Equal(
            new[,]
            {
                { 0.202808594316, -0.613015745182, 1.910207150866 }, { 1.713190269935, -0.977223607035, -1.235966662900 },
                { 0.819094617245, 0.916588146911, 0.264317235844 }, { -0.878539921076, -0.780949067117, 2.159488988193 },
            }, z, Printed);
        Equal(
            new[,]
            {
                { -0.192500719355, 0.351151997174, 0.041348722181 }, { -0.327572259930, -0.218699813976, 0.846272073906 }, { 0.292762758611, -0.775877722478, 0.683114963867 },
            }, state["W1"], Printed);
        Equal(new[,] { { -0.123709542246, -0.195042419338, 0.338751961584 } }, state["b1"], Printed);
    }
}
