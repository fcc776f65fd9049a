using System.Reflection;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Runs a declaration's own methods: the declaration is its own reference.</summary>
sealed class Eager(Assembly assembly)
{
    public static Eager Load(string source)
    {
        using var stream = new MemoryStream();
        var result = Sources.Compile(source).Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return new(Assembly.Load(stream.ToArray()));
    }

    public MethodInfo Method(string type, string attribute)
        => Methods(type).Single(m => m.GetCustomAttributes().Any(a => a.GetType().Name == attribute));

    /// <summary>The static methods of a class.</summary>
    public IReadOnlyList<MethodInfo> Methods(string type)
        => assembly.GetType(type, throwOnError: true)!.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>Calls a method with one matrix a parameter: a row for a Vec, a single element for a Scalar.</summary>
    public static double[] Call(MethodInfo method, IReadOnlyList<Matrix> arguments)
    {
        var converted = method.GetParameters().Select((p, i) => ToLanguage(p.ParameterType, arguments[i])).ToArray();
        return method.Invoke(null, converted) switch
        {
            Scalar scalar => [scalar.Value],
            var vector => (double[])vector!.GetType().GetMethod("ToArray")!.Invoke(vector, null)!,
        };
    }

    static object ToLanguage(Type type, Matrix matrix)
    {
        if (type == typeof(Scalar))
            return new Scalar(matrix[0, 0]);
        return type.GetGenericTypeDefinition() == typeof(Vec<>)
            ? Activator.CreateInstance(type, matrix.Items)!
            : Activator.CreateInstance(type, matrix.Rows, matrix.Columns, matrix.Items)!;
    }
}
