using System.Runtime.CompilerServices;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>
/// Compares text with <c>Snapshots/&lt;Case&gt;.&lt;artefact&gt;.verified.&lt;extension&gt;</c> beside the calling test: the file conventions of Verify.
/// <c>UPDATE_SNAPSHOTS=1</c> accepts what is received; a build with <c>UseVerify=true</c> hands over to Verify itself.
/// </summary>
static class Snapshot
{
    public const string UpdateVariable = "UPDATE_SNAPSHOTS";

    public static Task Verify(string text, string caseName, string artefact, string extension = "txt", [CallerFilePath] string testFile = "")
    {
        text = text.ReplaceLineEndings("\n");
#if USE_VERIFY
        var settings = new VerifyTests.VerifySettings();
        settings.UseDirectory("Snapshots");
        settings.UseFileName($"{caseName}.{artefact}");
        return VerifyXunit.Verifier.Verify(text, extension, settings, testFile);
#else
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", $"{caseName}.{artefact}.verified.{extension}");
        if (SnapshotFile.Compare(path, text, Environment.GetEnvironmentVariable(UpdateVariable) == "1") is { } difference)
            Assert.Fail(difference);
        return Task.CompletedTask;
#endif
    }
}
