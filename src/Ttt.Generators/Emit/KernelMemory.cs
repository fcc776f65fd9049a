using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Where the values of a kernel lie: in what it is given, in the carried state, or in buffers that values with disjoint lives share.</summary>
internal sealed class KernelMemory
{
    private readonly KernelGraph _kernel;
    private readonly Graph _graph;
    private readonly KernelSchedule _schedule;
    private readonly KernelNames _names;
    private readonly Dictionary<Place, string> _fields = new();
    private readonly Dictionary<Place, string> _buffers = new();
    private readonly Dictionary<int, string> _direct = new();
    private readonly int[] _uses;
    private readonly Dictionary<int, string> _inPlace = new();
    private readonly HashSet<Carry> _updated = new();
    private readonly SortedDictionary<int, FetchedRows> _fetched = new();
    private readonly Dictionary<int, OwnRows> _own = new();
    private readonly Dictionary<Place, int> _lastRead = new();
    private readonly Dictionary<Place, int> _lastUse = new();

    public KernelMemory(KernelGraph kernel, KernelSchedule schedule, KernelSignature signature, KernelNames names)
    {
        (_kernel, _graph, _schedule, _names) = (kernel, kernel.Graph, schedule, names);
        foreach (var (id, input) in _graph.Inputs())
        {
            _fields[new(id)] = names.Field(id);
            // What runs once has no mini-batch before.
            if (kernel.Carries.Count > 0 && signature.Inputs.ContainsKey(input.Name) && kernel.Carries.All(c => c.Input != input.Name) && names.IsFetched(input.Shape))
                _fetched[id] = new(_fields[new(id)], names.Own(_fields[new(id)] + "Ahead"), names.Own(_fields[new(id)] + "Row"), signature.Inputs[input.Name], input.Shape);
        }
        _uses = _graph.CountUses();
        Lives();
        Direct(signature);
        InPlace();
        Assign();
    }

    /// <summary>Buffers: the name and the number of floats.</summary>
    public List<(string Name, string Floats)> Buffers { get; } = new();

    /// <summary>The field of every value that has one, and what it points to from the start; null where that is given later.</summary>
    public IEnumerable<(string Field, string? Buffer)> Fields
        => _fields.GroupBy(f => f.Value).Select(own => (own.Key, own.Select(f => _buffers.TryGetValue(f.Key, out var buffer) ? buffer : null).FirstOrDefault(b => b is not null)))
            .Concat(_own.Values.Concat(_scratch.Values.SelectMany(s => s)).Select(o => (o.Field, (string?)o.Buffer)));

    /// <summary>Rows that may be fetched ahead.</summary>
    public IReadOnlyCollection<FetchedRows> Fetched => _fetched.Values;

    public bool IsFetched(int input) => _fetched.ContainsKey(input);

    /// <summary>Values that are computed right where the caller wants them, with the output's name.</summary>
    public IReadOnlyDictionary<int, string> DirectOutputs => _direct;

    /// <summary>The buffer for an output that the caller may leave out; null where it may not.</summary>
    public OwnRows? Own(int output) => _own.TryGetValue(output, out var own) ? own : null;

    /// <summary>The rows that are delivered from memory of the kernel's own.</summary>
    public IEnumerable<OwnRows> Delivered => _own.Values.Where(o => o.Row is not null);

    /// <summary>The carried state takes its next value where it lies.</summary>
    public bool IsInPlace(Carry carry) => _updated.Contains(carry);

    /// <summary>The expression of a value's first element.</summary>
    public string At(Place place)
    {
        var node = _graph[place.Id];
        if (place.Turned)
            return _fields[place];
        if (node.Op.Kernel == KernelRole.LastRow)
        {
            var arg = _graph[node.Arg(0)];
            return $"({At(new(node.Arg(0)))} + ({_names.Size(arg.Shape.Rows)} - 1){(arg.Shape.Columns.IsOne ? "" : " * " + Stride(new(node.Arg(0))))})";
        }
        return KernelSchedule.IsAlias(node) ? At(new(node.Arg(0))) : _fields[place];
    }

    /// <summary>Floats from one row of a value to the next.</summary>
    public string Stride(Place place)
        => (place.Turned ? null : _fetched.TryGetValue(place.Id, out var fetched) ? fetched.Row : Own(place.Id)?.Row) ?? _names.Stride(ShapeOf(place), IsOwn(Base(place)));

    private bool IsOwn(Place place) => _buffers.ContainsKey(place) || !place.Turned && _inPlace.ContainsKey(place.Id);

    public Shape ShapeOf(Place place) => place.Turned ? _graph[place.Id].Shape.Transposed : _graph[place.Id].Shape;

    private Place Base(Place place) => !place.Turned && KernelSchedule.IsAlias(_graph[place.Id]) ? Base(new(_graph[place.Id].Arg(0))) : place;

    private void Lives()
    {
        for (var i = 0; i < _schedule.Step.Count; i++)
            foreach (var place in _schedule.Step[i].Reads)
                _lastRead[Base(place)] = i;
        foreach (var output in _graph.Outputs)
        {
            var place = Base(new(output.Id));
            _lastUse[place] = _lastRead.TryGetValue(place, out var last) ? last : -1;
            _lastRead[place] = int.MaxValue;
        }
    }

    /// <summary>The last step that reads an output: the caller reads its own memory.</summary>
    private int LastOf(Place place) => _lastUse[place];

    /// <summary>Rows that the caller wants are computed in its memory.</summary>
    private void Direct(KernelSignature signature)
    {
        var carried = new HashSet<string>(_kernel.Carries.Select(c => c.Output));
        var computed = new HashSet<int>(_schedule.Step.SelectMany(s => s.Writes).Where(p => !p.Turned).Select(p => p.Id));
        foreach (var output in _graph.Outputs)
            if (signature.Outputs.ContainsKey(output.Name) && !carried.Contains(output.Name) && computed.Contains(output.Id) && _names.IsDirect(_graph[output.Id].Shape)
                && !_direct.ContainsKey(output.Id) && !_graph.Outputs.Any(o => o.Id == output.Id && carried.Contains(o.Name)))
                _direct[output.Id] = output.Name;
    }

    /// <summary>A next state that nothing reads the old state after, or beside, is computed over it.</summary>
    private void InPlace()
    {
        var claimed = new HashSet<int>();
        foreach (var carry in _kernel.Carries)
        {
            var (output, input) = (_graph.Output(carry.Output), _graph.Inputs().Where(i => i.Input.Name == carry.Input).Select(i => (int?)i.Id).FirstOrDefault());
            if (input is not { } old || output == old || !claimed.Add(output))
                continue;
            var at = _schedule.Step.FindIndex(s => s.Writes.Contains(new Place(output)));
            if (at < 0 || Enumerable.Range(0, _schedule.Step.Count).Any(i => i != at && i > at && _schedule.Step[i].Reads.Any(p => Base(p).Id == old && !p.Turned)))
                continue;
            var own = _schedule.Step[at] switch
            {
                ProductStep p => p.Init == new Place(old) && p.Left.Id != old && p.Right.Id != old,
                ColumnSumStep c => c.Init == new Place(old),
                LoopStep loop => _graph[old].Shape == _graph[output].Shape && loop.Space == KernelSchedule.Space(_graph[old].Shape),
                _ => false,
            };
            if (own || !_schedule.Step[at].Reads.Any(p => Base(p).Id == old))
                Update(carry, old, [output]);
            SumInPlace(carry, old, output, at);
        }
    }

    /// <summary>Sums of several terms grow where the state lies, once nothing else reads it.</summary>
    private void SumInPlace(Carry carry, int old, int output, int at)
    {
        // A term that adds itself onto the others has no step of its own.
        int StepOf(int id) => _schedule.Step.FindIndex(s => s is ProductStep or ColumnSumStep && s.Writes.Contains(new Place(id)));
        var sums = KernelSchedule.CarrySum(_graph, _uses, carry).TakeWhile(id => StepOf(id) >= 0).ToArray();
        var steps = sums.Select(StepOf).ToArray();
        if (sums.Length < 2 || InitOf(_schedule.Step[steps[steps.Length - 1]]) != new Place(old))
            return;
        for (var i = 0; i + 1 < sums.Length; i++)
            if (InitOf(_schedule.Step[steps[i]]) != new Place(sums[i + 1]))
                return;
        var first = steps[steps.Length - 1];
        if (Enumerable.Range(first, at - first + 1).Any(i => _schedule.Step[i].Reads.Where(p => InitOf(_schedule.Step[i]) != p).Any(p => Base(p).Id == old && !p.Turned)))
            return;
        Update(carry, old, sums);
    }

    private void Update(Carry carry, int old, IEnumerable<int> values)
    {
        _updated.Add(carry);
        foreach (var id in values)
            _inPlace[id] = _fields[new(old)];
    }

    private static Place? InitOf(KernelStep step) => step switch { ProductStep p => p.Init, ColumnSumStep c => c.Init, _ => null };

    private void Assign()
    {
        var free = new Dictionary<string, Stack<string>>();
        foreach (var (id, input) in _graph.Inputs())
            if (_kernel.Carries.Any(c => c.Input == input.Name) || !_names.IsDirect(input.Shape))
                _buffers[new(id)] = Take(free, new Place(id), share: false);
        foreach (var place in _schedule.Prepare.SelectMany(s => s.Writes))
        {
            _fields[place] = _names.Field(place);
            _buffers[place] = Take(free, place, share: false);
        }
        for (var i = 0; i < _schedule.Step.Count; i++)
        {
            var step = _schedule.Step[i];
            foreach (var place in step.Writes)
                Assign(free, step, i, place);
            if (step is CallStep call)
                AssignScratch(free, call);
            foreach (var place in step.Reads.Select(Base).Concat(step.Writes).Distinct())
                if (_shared.TryGetValue(place, out var buffer) && (!place.Turned && _own.ContainsKey(place.Id) ? LastOf(place) : Last(place)) <= i && _shared.Remove(place))
                    free[Floats(place)].Push(buffer);
        }
    }

    private readonly Dictionary<Place, string> _shared = new();

    private readonly Dictionary<int, OwnRows[]> _scratch = new();

    /// <summary>The fields of what a function works on.</summary>
    public IEnumerable<string> Scratch(CallStep call) => _scratch[call.Result].Select(s => s.Field);

    private int Last(Place place) => _lastRead.TryGetValue(place, out var last) ? last : -1;

    private void Assign(Dictionary<string, Stack<string>> free, KernelStep step, int index, Place place)
    {
        if (_fields.ContainsKey(place))
            throw new InvalidOperationException($"Value {place.Id} is computed twice.");
        if (!place.Turned && _inPlace.TryGetValue(place.Id, out var state))
        {
            _fields[place] = state;
            return;
        }
        _fields[place] = _names.Field(place);
        if (!place.Turned && _direct.ContainsKey(place.Id))
        {
            if (_direct[place.Id].StartsWith("@tape:", StringComparison.Ordinal))
            {
                var field = _names.Own(_fields[place] + "Own");
                _own[place.Id] = new(field, _shared[place] = Take(free, place, share: true), _names.Delivers ? _names.Own(_fields[place] + "Row") : null);
            }
            return;
        }
        if (InitOf(step) is { } start && _shared.TryGetValue(Base(start), out var shared) && Base(start) == start && Last(start) == index && ShapeOf(start) == ShapeOf(place))
        {
            _shared.Remove(start);
            _shared[place] = _buffers[place] = shared;
            return;
        }
        if (step is LoopStep loop && Replaceable(loop, index, place) is { } old)
        {
            loop.Replacing.Add(place);
            _buffers[place] = _shared[place] = _shared[old];
            _shared.Remove(old);
            return;
        }
        _shared[place] = _buffers[place] = Take(free, place, share: true);
    }

    /// <summary>A value that a loop reads for the last time, element by element: its buffer may take what the loop computes.</summary>
    private Place? Replaceable(LoopStep loop, int index, Place place)
        => ShapeOf(place) != loop.Space ? null : loop.Reads.Where(r => r == Base(r) && ShapeOf(r) == loop.Space && Last(r) == index && _shared.ContainsKey(r)
            && !_own.ContainsKey(r.Id) && loop.Reads.Count(other => Base(other) == r) == 1).Select(r => (Place?)r).FirstOrDefault();

    /// <summary>Buffers of others while the function runs, then others' again.</summary>
    private void AssignScratch(Dictionary<string, Stack<string>> free, CallStep call)
    {
        var scratch = call.Scratch.Select(s => new OwnRows(_names.Own(s.Name), Take(free, _names.Floats(s.Shape), share: true), null)).ToArray();
        for (var i = 0; i < scratch.Length; i++)
            free[_names.Floats(call.Scratch[i].Shape)].Push(scratch[i].Buffer);
        _scratch[call.Result] = scratch;
    }

    private string Take(Dictionary<string, Stack<string>> free, Place place, bool share) => Take(free, Floats(place), share);

    private string Take(Dictionary<string, Stack<string>> free, string floats, bool share)
    {
        if (!free.TryGetValue(floats, out var stack))
            free[floats] = stack = new();
        if (share && stack.Count > 0)
            return stack.Pop();
        var name = _names.Buffer();
        Buffers.Add((name, floats));
        return name;
    }

    private string Floats(Place place) => _names.Floats(ShapeOf(place));
}
