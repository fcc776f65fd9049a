namespace Ttt.Cli.Tests;

/// <summary>Where things lie in the repository.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The built sample, copied beside the tests.</summary>
    public static string Sample => Path.Combine(AppContext.BaseDirectory, "HelloTtt.dll");

    public static string Golden(string name) => Path.Combine(Root, "tests", "Golden", name);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ttt.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
