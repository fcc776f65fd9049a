using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ttt.ManagedTorch.Tests.Parity;

/// <summary>Renders the public and protected members of a type as lines of the recorded API.</summary>
static class MemberText
{
    const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    static readonly NullabilityInfoContext Nullability = new();

    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
            return [string.Join(", ", Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}"))];
        return Constructors(type).Concat(Properties(type)).Concat(Fields(type)).Concat(Methods(type));
    }

    static IEnumerable<string> Constructors(Type type)
        => from constructor in type.GetConstructors(Declared)
           where !constructor.IsStatic && IsVisible(constructor)
           select $"{Access(constructor)}{type.Name}({Parameters(constructor)})";

    // The record says nothing of null for fields and by-reference parameters.
    static IEnumerable<string> Fields(Type type)
        => from field in type.GetFields(Declared)
           where field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly
           let access = field.IsPublic ? "" : field.IsFamily ? "protected " : "protected internal "
           let modifiers = (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "")
           select $"{access}{modifiers}{TypeText.Of(field.FieldType)}{TypeText.TupleNames(field)} {field.Name}";

    static IEnumerable<string> Properties(Type type)
    {
        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
            if (accessors.Length == 0)
                continue;
            var access = accessors.Any(accessor => accessor.IsPublic) ? "" : Access(accessors[0]);
            var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
            var state = Nullability.Create(property);
            yield return $"{access}{(accessors[0].IsStatic ? "static " : "")}{TypeText.Of(property.PropertyType, state)}{TypeText.TupleNames(property)} {name} "
                + $"{{ {Accessor("get", property.GetMethod, access)}{Accessor("set", property.SetMethod, access)}}}";
        }
    }

    static string Accessor(string word, MethodInfo? accessor, string access)
        => accessor is null ? "" : accessor.IsPublic || access.Length > 0 ? word + "; " : "nonpublic " + word + "; ";

    static IEnumerable<string> Methods(Type type)
    {
        foreach (var method in type.GetMethods(Declared))
        {
            if (!IsVisible(method) || (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)))
                continue;
            var generic = method.IsGenericMethodDefinition ? "<" + string.Join(",", method.GetGenericArguments().Select(a => a.Name)) + ">" : "";
            var obsolete = method.IsDefined(typeof(ObsoleteAttribute), false) ? "[Obsolete] " : "";
            var result = TypeText.Of(method.ReturnType, Nullability.Create(method.ReturnParameter)) + TypeText.TupleNames(method.ReturnTypeCustomAttributes);
            yield return $"{Access(method)}{Modifier(method)}{obsolete}{result} {method.Name}{generic}({Parameters(method)})";
        }
    }

    static string Modifier(MethodInfo method)
    {
        if (method.IsStatic) return "static ";
        if (method.IsAbstract) return "abstract ";
        if (method.GetBaseDefinition() != method) return "override ";
        return method.IsVirtual && !method.IsFinal ? "virtual " : "";
    }

    static string Parameters(MethodBase method)
    {
        var texts = method.GetParameters().Select(Parameter);
        return (method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "") + string.Join(", ", texts);
    }

    static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params "
            : !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var type = TypeText.Of(parameter.ParameterType, parameter.ParameterType.IsByRef ? null : Nullability.Create(parameter)) + TypeText.TupleNames(parameter);
        return $"{prefix}{type} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType && type == parameter.ParameterType => "default",
            null => "null",
            bool value => value ? "true" : "false",
            string value => $"\"{value}\"",
            var value when type.IsEnum => type.Name + "." + Enum.ToObject(type, value),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static string Access(MethodBase method)
        => method.IsPublic ? "" : method.IsFamily ? "protected " : "protected internal ";
}
