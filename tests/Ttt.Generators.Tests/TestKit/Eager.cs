using System.Reflection;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

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
        => assembly.GetType(type, throwOnError: true)!.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(m => m.GetCustomAttributes().Any(a => a.GetType().Name == attribute));

    public MethodInfo View(string type, string role)
        => assembly.GetType(type, throwOnError: true)!.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(m => m.GetCustomAttribute<ViewAttribute>()?.Role.ToString() == role);

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

    /// <summary>Inputs for a function: data of <paramref name="rows"/> tokens, weights as declared.</summary>
    public static Dictionary<string, Matrix> Random(Function function, int rows, Func<string, int> size, Random random)
    {
        var inputs = new Dictionary<string, Matrix>();
        foreach (var (name, dimension) in SignatureParser.DataNames(function.Scope).Zip(function.DataDimensions))
            inputs[name] = Draw(rows, size(dimension));
        foreach (var parameter in function.Parameters)
            inputs[parameter.Name] = parameter.Dimensions.Count switch
            {
                0 => Draw(1, 1),
                1 => Draw(1, size(parameter.Dimensions[0])),
                _ => Draw(size(parameter.Dimensions[0]), size(parameter.Dimensions[1])),
            };
        return inputs;

        Matrix Draw(int r, int c) => Matrix.Create(r, c, (_, _) => random.NextDouble() * 2 - 1);
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
