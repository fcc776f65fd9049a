using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ttt.ManagedTorch.Tests.Parity;

/// <summary>Writes a type the way the recorded API does: C# keywords, nested names dotted, generic arguments at the end.</summary>
static class TypeText
{
    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, nullability);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner, nullability) + "?";
        var text = Bare(type, nullability);
        return !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? text + "?" : text;
    }

    /// <summary>The dotted name of a type without its generic arguments.</summary>
    public static string Dotted(Type type)
    {
        var own = type.Name.Split('`')[0];
        return type.IsNested && !type.IsGenericParameter ? Dotted(type.DeclaringType!) + "." + own : own;
    }

    /// <summary>Names of tuple elements as the recorded API appends them, or nothing.</summary>
    public static string TupleNames(ICustomAttributeProvider provider)
    {
        var attribute = provider.GetCustomAttributes(typeof(TupleElementNamesAttribute), false)
            .Cast<TupleElementNamesAttribute>().FirstOrDefault();
        var names = attribute?.TransformNames.Where(name => name is not null).ToArray() ?? [];
        return names.Length == 0 ? "" : "/*" + string.Join(",", names) + "*/";
    }

    static string Bare(Type type, NullabilityInfo? nullability)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return Of(type.GetElementType()!, nullability?.ElementType) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (!type.IsGenericType)
            return Dotted(type);
        var arguments = type.GetGenericArguments();
        var texts = arguments.Select((argument, i) => Of(argument, ArgumentNullability(nullability, i)));
        return IsClosedTuple(type) ? "(" + string.Join(", ", texts) + ")" : Dotted(type) + "<" + string.Join(", ", texts) + ">";
    }

    static NullabilityInfo? ArgumentNullability(NullabilityInfo? nullability, int index)
        => nullability is not null && index < nullability.GenericTypeArguments.Length ? nullability.GenericTypeArguments[index] : null;

    static bool IsClosedTuple(Type type)
        => type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true;
}
