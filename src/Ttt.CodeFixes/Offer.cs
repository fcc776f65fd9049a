using System;
using Microsoft.CodeAnalysis.Editing;

namespace Ttt.CodeFixes;

/// <summary>One entry of the light bulb's menu: an edit of the file that the diagnostic is in. Equal keys are fixed together.</summary>
public sealed class Offer(string title, string key, Action<SyntaxEditor> edit)
{
    /// <summary>What the menu says.</summary>
    public string Title => title;

    /// <summary>What distinguishes it from the other fixes of the same diagnostic.</summary>
    public string Key => key;

    /// <summary>Records the edit; several may be recorded before any is applied.</summary>
    public void Apply(SyntaxEditor editor) => edit(editor);
}
