namespace Ttt.Models;

/// <summary>What is known after an update.</summary>
/// <param name="Point">The update.</param>
/// <param name="TotalSteps">Updates of the whole run.</param>
/// <param name="TokensPerSecond">Over the updates of this session, evaluations not counted.</param>
/// <param name="Remaining">Estimated time to the end.</param>
public sealed record TrainingProgress(LossPoint Point, int TotalSteps, double TokensPerSecond, TimeSpan Remaining);

/// <summary>How training ended.</summary>
/// <param name="Step">Updates made in all.</param>
/// <param name="Cancelled">The caller asked to stop; a checkpoint holds the state.</param>
/// <param name="Checkpoint">The folder of the last checkpoint, null without a run folder.</param>
/// <param name="History">All updates.</param>
public sealed record TrainingResult(int Step, bool Cancelled, string? Checkpoint, LossHistory History);
