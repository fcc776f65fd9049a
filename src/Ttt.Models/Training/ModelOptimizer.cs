namespace Ttt.Models;

/// <summary>AdamW over a model's parameters, whose whole state can be written to a file and read back bit by bit.</summary>
sealed class ModelOptimizer : IDisposable
{
    readonly (string Name, Parameter Value)[] parameters;
    readonly AdamW optimizer;
    readonly double clipNorm;

    public ModelOptimizer(torch.nn.Module model, TrainingOptions options)
    {
        parameters = [.. model.named_parameters().Select(p => (p.name, p.parameter))];
        optimizer = torch.optim.AdamW(parameters.Select(p => p.Value), options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
        clipNorm = options.ClipNorm;
    }

    /// <summary>Global norm of the gradients; they are scaled down to the limit.</summary>
    public double Clip() => torch.nn.utils.clip_grad_norm_(parameters.Select(p => p.Value), clipNorm > 0 ? clipNorm : double.MaxValue);

    public void Step(double learningRate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = learningRate;
        optimizer.step();
    }

    public void Save(string path)
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, state) in States())
            writer.Add($"exp_avg.{name}", state.exp_avg).Add($"exp_avg_sq.{name}", state.exp_avg_sq).Add($"step.{name}", [state.step]);
        writer.Save(path);
    }

    /// <exception cref="TttException">A tensor is missing or has another shape.</exception>
    public void Load(string path)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var reader = new SafetensorsReader(path);
        foreach (var (name, state) in States())
        {
            Copy(reader, $"exp_avg.{name}", state.exp_avg);
            Copy(reader, $"exp_avg_sq.{name}", state.exp_avg_sq);
            state.step = reader.ReadInt64s($"step.{name}").Single();
        }
    }

    public void Dispose() => optimizer.Dispose();

    IEnumerable<(string Name, AdamW.State State)> States() => parameters.Zip(optimizer.state_dict().State, (p, s) => (p.Name, (AdamW.State)s));

    static void Copy(SafetensorsReader reader, string name, Tensor destination)
    {
        if (!reader.Entry(name).Shape.SequenceEqual(destination.shape))
            throw new TttException($"{reader.Path}: tensor '{name}' is {reader.Entry(name).ShapeText}, the model needs [{string.Join(", ", destination.shape)}]");
        destination.copy_(reader.ReadTensor(name));
    }
}
