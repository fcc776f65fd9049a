using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>A list of parameters, registered as "0", "1", … when its owner registers it.</summary>
public class ParameterList : torch.nn.Module, IList<Parameter>
{
    readonly List<Parameter> list = [];
    bool registered;

    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => list.AddRange(parameters);

    protected override void RegisterComponents()
    {
        if (registered)
            return;
        for (var i = 0; i < list.Count; i++)
            register_parameter(i.ToString(CultureInfo.InvariantCulture), list[i]);
        registered = true;
    }

    public Parameter this[int index] { get => list[index]; set => list[index] = value; }

    public int Count => list.Count;

    public bool IsReadOnly => false;

    public void Add(Parameter item) => list.Add(item);

    public void append(params Parameter[] parameters) => list.AddRange(parameters);

    public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);

    public void Insert(int index, Parameter item) => list.Insert(index, item);

    public bool Remove(Parameter item) => list.Remove(item);

    public void RemoveAt(int index) => list.RemoveAt(index);

    public void Clear() => list.Clear();

    public bool Contains(Parameter item) => list.Contains(item);

    public int IndexOf(Parameter item) => list.IndexOf(item);

    public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A conversion replaces registered parameters: take the new ones into the list.
    protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        for (var i = 0; i < list.Count; i++)
            if (_internal_params.TryGetValue(i.ToString(CultureInfo.InvariantCulture), out var parameter))
                list[i] = parameter;
    }
}
