using TorchSharp;

namespace Ttt.ManagedTorch.Tests.Parity;

/// <summary>Everything visible in the managed implementation stands in the recorded API of TorchSharp 0.107.0.</summary>
public class ParityTests
{
    static readonly RecordedApi Recorded = RecordedApi.Load();

    static IEnumerable<Type> VisibleTypes() => typeof(torch).Assembly.GetTypes().Where(IsVisible);

    [Fact]
    public void The_recorded_api_is_read_whole() => Assert.True(Recorded.Count > 430, $"only {Recorded.Count} types");

    [Fact]
    public void No_public_type_is_unknown_to_TorchSharp()
    {
        var unknown = VisibleTypes().Select(Name).Where(name => Recorded.Find(name) is null).ToArray();
        Assert.True(unknown.Length == 0, "Public types that TorchSharp lacks:\n" + string.Join("\n", unknown));
    }

    [Fact]
    public void Types_have_the_recorded_kind_base_and_interfaces()
    {
        var wrong = new List<string>();
        foreach (var type in VisibleTypes())
        {
            if (Recorded.Find(Name(type)) is not { } entry)
                continue;
            if (Kind(type) != entry.Kind)
                wrong.Add($"{Name(type)} is '{Kind(type)}', recorded '{entry.Kind}'");
            if (Base(type) is { } parent && parent != entry.Base)
                wrong.Add($"{Name(type)} derives from '{parent}', recorded '{entry.Base ?? "object"}'");
            if (!type.IsEnum && !typeof(Delegate).IsAssignableFrom(type))
                wrong.AddRange(from one in type.GetInterfaces()
                               where IsVisible(one) || !one.Assembly.Equals(type.Assembly)
                               let text = TypeText.Of(one)
                               where !entry.Interfaces.Contains(text)
                               select $"{Name(type)} implements '{text}', not recorded");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_visible_member_has_a_recorded_signature()
    {
        var offenders = new List<string>();
        foreach (var type in VisibleTypes())
        {
            if (Recorded.Find(Name(type)) is not { } entry)
                continue;
            offenders.AddRange(from line in MemberText.Of(type)
                               where !entry.Members.Contains(line)
                               select $"{Name(type)}\n    has      {line}\n    nearest  {Nearest(line, entry.Members)}");
        }
        Assert.True(offenders.Count == 0, $"{offenders.Count} members differ from TorchSharp 0.107.0:\n" + string.Join("\n", offenders));
    }

    static bool IsVisible(Type type)
        => type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    static string Name(Type type)
        => TypeText.Dotted(type) + (type.IsGenericType ? "<" + string.Join(", ", type.GetGenericArguments().Select(a => a.Name)) + ">" : "");

    static string Kind(Type type)
    {
        var word = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        if (word != "class") return word;
        return type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
    }

    static string? Base(Type type)
        => type.IsInterface || type.BaseType is null || type.BaseType == typeof(object) ? null : TypeText.Of(type.BaseType);

    static string Nearest(string line, IEnumerable<string> candidates)
        => candidates.OrderBy(candidate => Distance(line, candidate)).FirstOrDefault() ?? "(none recorded)";

    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
