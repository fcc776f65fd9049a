using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Ttt.Cli;

/// <summary>Tells the tool's version, whatever program hosts it.</summary>
sealed class VersionLine : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public static void Attach(RootCommand root)
    {
        foreach (var option in root.Options.OfType<VersionOption>())
            option.Action = new VersionLine();
    }

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return ExitCode.Success;
    }
}
