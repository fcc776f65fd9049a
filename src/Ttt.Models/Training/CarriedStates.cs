using System.Globalization;

namespace Ttt.Models;

/// <summary>Where the rows of batches stand that read on: a state for each row that is within a document, without the history of gradients.</summary>
sealed class CarriedStates : IDisposable
{
    const string Prefix = "carried.", Suffix = ".safetensors";
    readonly SortedDictionary<int, ModelState> rows = [];

    /// <summary>The rows of a batch that can run together, because they stand at one position, and the state they go on from.</summary>
    public IEnumerable<(int[] Rows, ModelState? State)> Groups(SequenceBatch batch, int first, int count)
    {
        bool goesOn(int row) => batch.Continues?[row] == true && rows.ContainsKey(row);
        foreach (var group in Enumerable.Range(first, Math.Min(count, batch.Rows - first)).GroupBy(row => goesOn(row) ? rows[row].Position : 0).OrderBy(group => group.Key).ToArray())
            yield return ([.. group], group.Key == 0 ? null : ModelState.Join([.. group.Select(row => rows[row])]));
    }

    /// <summary>Keeps where some rows stand. The state given stays the caller's.</summary>
    public void Keep(IReadOnlyList<int> of, ModelState state)
    {
        using var values = state.Detach();
        foreach (var (row, own) in of.Zip(values.Split()))
        {
            Forget(row);
            rows[row] = own;
        }
    }

    /// <summary>Takes over where rows stand after a batch.</summary>
    public void MoveOn(CarriedStates reached)
    {
        foreach (var (row, state) in reached.rows)
        {
            Forget(row);
            rows[row] = state;
        }
        reached.rows.Clear();
    }

    /// <summary>Writes a file for every row into a checkpoint.</summary>
    public void Save(string folder)
    {
        foreach (var (row, state) in rows)
            state.Save(Path.Combine(folder, $"{Prefix}{row.ToString("D5", CultureInfo.InvariantCulture)}{Suffix}"));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="TttException">A file belongs to another model, or its name to no row.</exception>
    public void Load(string folder, LanguageModel model)
    {
        foreach (var path in Directory.GetFiles(folder, $"{Prefix}*{Suffix}"))
        {
            var row = Path.GetFileName(path)[Prefix.Length..^Suffix.Length];
            if (!int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new TttException($"{path}: the name holds no number of a row");
            rows[number] = ModelStateFile.Load(path, model);
        }
    }

    public void Dispose()
    {
        foreach (var row in rows.Keys.ToArray())
            Forget(row);
    }

    void Forget(int row)
    {
        if (rows.Remove(row, out var state))
            state.Dispose();
    }
}
