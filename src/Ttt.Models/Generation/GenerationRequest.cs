namespace Ttt.Models;

/// <summary>One of several texts that are continued together.</summary>
/// <param name="Prompt">The text to continue.</param>
/// <param name="Options">How it is continued.</param>
public sealed record GenerationRequest(string Prompt, GenerationOptions Options);
