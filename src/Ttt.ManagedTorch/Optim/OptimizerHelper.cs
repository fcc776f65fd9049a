#nullable disable

using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameter groups, state by parameter, and the file format common to all optimisers.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults;

    readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper() => _parameter_groups = [];

    private protected IEnumerable<OptimizerState> States => states.Values;

    private protected OptimizerState StateOf(Parameter parameter) => states[parameter];

    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        group.Options.InitialLearningRate = group.Options.LearningRate.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            states[parameter] = state;
            state.Initialize(group.Options);
        }
    }

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    public override IEnumerable<Parameter> parameters() => base.parameters();

    public override void zero_grad() => base.zero_grad();

    /// <summary>Evaluates the closure with gradients on, then runs <paramref name="body"/> on each group without, in a scope of its own.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor> loss_closure = null) where T : ParamGroup
    {
        Tensor loss = null;
        if (loss_closure is not null)
            using (enable_grad())
                loss = loss_closure();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups)
            body((T)group);
        return loss;
    }

    /// <summary>Live objects, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var places = new List<int>();
            dictionary.StateIndexRef.Add(places);
            foreach (var parameter in group.Parameters)
            {
                places.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
        }
        return dictionary;
    }

    /// <exception cref="ArgumentException">another number of groups or of parameters</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (target, source) in own.Options.Zip(state_dict.Options))
            if (!ReferenceEquals(target, source))
                target.LoadStateDict(source);
        foreach (var (target, source) in own.State.Zip(state_dict.State))
            if (!ReferenceEquals(target, source))
                target.LoadStateDict(source);
    }

    /// <summary>Format: optimiser name, LEB128 number of groups, LEB128 number of states, then the options, then the states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        var dictionary = state_dict();
        writer.Encode(dictionary.Options.Count);
        writer.Encode(dictionary.State.Count);
        foreach (var options in dictionary.Options)
            options.SaveStateDict(writer);
        foreach (var state in dictionary.State)
            state.SaveStateDict(writer);
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <exception cref="InvalidDataException">written by another optimiser</exception>
    /// <exception cref="ArgumentException">another number of groups or of parameters</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        RequireCounts(own, reader.Decode(), reader.Decode());
        foreach (var options in own.Options)
            options.LoadStateDict(reader);
        foreach (var state in own.State)
            state.LoadStateDict(reader);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void to(Device device)
    {
        foreach (var state in states.Values)
            state.to(device);
    }

    private protected void ReleaseStates()
    {
        foreach (var state in states.Values)
            state.Release();
        states.Clear();
    }

    static void RequireCounts(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of parameter groups: expected {own.Options.Count}, found {groups}.");
        if (states != own.State.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of states: expected {own.State.Count}, found {states}.");
    }
}
