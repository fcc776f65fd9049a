using System.Globalization;

namespace Ttt.Models;

/// <summary>
/// Checkpoints of a run: RUN/checkpoints/step-00000100/ holds config.json and model.safetensors and, to continue training, optimizer.safetensors, training.json and
/// history.jsonl, and the checksums of all of these; RUN/latest names the newest. A checkpoint is written under a temporary name and renamed, then the pointer is replaced: a reader sees whole ones only.
/// </summary>
public static class CheckpointFolder
{
    public const string Model = WeightFiles.Single, Config = "config.json", Optimizer = "optimizer.safetensors", Training = "training.json", History = "history.jsonl";
    const string Pointer = "latest", Folder = "checkpoints";

    /// <summary>The folder of a checkpoint, given itself, a run, or its weights file.</summary>
    /// <exception cref="TttException">There is no checkpoint.</exception>
    public static string Resolve(string path)
    {
        if (File.Exists(path) && Path.GetFileName(path) is WeightFiles.Single or WeightFiles.Index)
            return Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(path))
            throw new TttException($"{path}: no such checkpoint folder");
        if (WeightFiles.Find(path) is not null)
            return path;
        var pointer = Path.Combine(path, Pointer);
        if (!File.Exists(pointer))
            throw new TttException($"{path}: neither a checkpoint ({Model}) nor a run with checkpoints ({Pointer}) is in this folder{WeightFiles.Instead(path)}");
        var target = Path.Combine(path, UserFile.ReadText(pointer).Trim());
        return WeightFiles.Find(target) is not null ? target : throw new TttException($"{pointer}: it names {target}, where there is no {Model}");
    }

    /// <summary>Whether a run has a checkpoint to continue from.</summary>
    public static bool Exists(string run) => File.Exists(Path.Combine(run, Pointer));

    /// <summary>Makes the folder of a run and writes a first byte there, so that hours of work do not meet a closed door.</summary>
    /// <exception cref="TttException">Nothing can be written there.</exception>
    public static void Prepare(string run)
    {
        if (File.Exists(run))
            throw new TttException($"{run}: it is a file, a folder for the run is expected");
        var probe = Path.Combine(run, $".probe-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(run);
            File.WriteAllText(probe, "");
            // this one, and what a killed run left half written
            foreach (var left in Directory.GetFiles(run, ".probe-*").Concat(Directory.GetFiles(run, ".*.tmp")))
                File.Delete(left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TttException($"{run}: cannot be written to ({e.Message}); choose another folder for the run", e);
        }
    }

    /// <summary>Writes a checkpoint as a whole, makes it the latest, and removes the one before. Whatever moment the process is killed at, the latest is whole.</summary>
    public static string Write(string run, int step, Action<string> write)
    {
        var name = $"{Folder}/step-{step.ToString("D8", CultureInfo.InvariantCulture)}";
        // the latest checkpoint must not go before the next is there, even where it is of the same step
        if (Exists(run) && UserFile.ReadText(Path.Combine(run, Pointer)).Trim() == name)
            name += "-again";
        var target = Path.Combine(run, name);
        var temporary = Path.Combine(run, Folder, $".writing-{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            write(temporary);
            Checksums.Write(temporary);
            // left by a run that was killed before it was made the latest
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Directory.Move(temporary, target);
        }
        catch
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            throw;
        }
        AtomicFile.WriteText(Path.Combine(run, Pointer), name + "\n");
        foreach (var old in Directory.GetDirectories(Path.Combine(run, Folder)))
            if (Path.GetFileName(old) != Path.GetFileName(target))
                Directory.Delete(old, recursive: true);
        return target;
    }

    /// <summary>The model of a checkpoint or a run, ready to use.</summary>
    /// <exception cref="TttException">A file is missing or damaged, or names, shapes or layer do not fit.</exception>
    public static LanguageModel LoadModel(string path, Ttt.Layers.LayerCatalogue? catalogue = null) => LoadModel(path, config => new LanguageModel(config, 0, catalogue));

    /// <summary>The model of a checkpoint or a run, built by the caller and then filled.</summary>
    /// <exception cref="TttException">A file is missing or damaged, or names or shapes do not fit.</exception>
    public static LanguageModel LoadModel(string path, Func<ModelConfig, LanguageModel> build)
    {
        using var folder = ModelFolder.Open(path);
        return folder.Load(build);
    }
}
