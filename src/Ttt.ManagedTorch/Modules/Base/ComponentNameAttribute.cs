#nullable disable

namespace TorchSharp.Utils;

/// <summary>Gives a field of a module another name in <c>named_parameters</c> and the state dictionary.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string Name { get; set; }
}
