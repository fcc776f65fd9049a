namespace Ttt.Layers;

/// <summary>Several documents one after the other in every row of a batch: their lengths in tokens, which add up to the row's.</summary>
public sealed class PackedDocuments
{
    readonly long[][] _lengths;

    /// <summary>Documents of these lengths, for every row of the batch.</summary>
    /// <exception cref="ArgumentException">A row without documents, a document without tokens, or rows of different lengths.</exception>
    public PackedDocuments(IReadOnlyList<IReadOnlyList<long>> lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        _lengths = [.. lengths.Select(row => (long[])[.. row])];
        if (_lengths.Length == 0) throw new ArgumentException("There are no rows; give the documents' lengths for every row of the batch.", nameof(lengths));
        for (var row = 0; row < _lengths.Length; row++)
        {
            if (_lengths[row].Length == 0 || _lengths[row].Any(length => length < 1))
                throw new ArgumentException($"Row {row} has {(_lengths[row].Length == 0 ? "no documents" : "a document without tokens")}; every document has at least one token.", nameof(lengths));
            if (_lengths[row].Sum() != Tokens)
                throw new ArgumentException($"The documents of row {row} have {_lengths[row].Sum()} tokens, those of row 0 {Tokens}; rows of a batch are equally long.", nameof(lengths));
        }
    }

    /// <summary>Rows of the batch.</summary>
    public int Rows => _lengths.Length;

    /// <summary>Tokens of a row.</summary>
    public long Tokens => _lengths[0].Sum();

    /// <summary>Runs every document as if it were alone and puts the results where the documents are.</summary>
    /// <param name="x_BTC">The packed tokens.</param>
    /// <param name="run">What runs whole sequences, [N,T,C] to [N,T,C].</param>
    /// <param name="causal">Outputs depend on no later token, so shorter documents may be padded at their end to run beside longer ones.</param>
    internal Tensor Run(Tensor x_BTC, Func<Tensor, Tensor> run, bool causal)
    {
        if (x_BTC.ndim != 3 || x_BTC.size(0) != Rows || x_BTC.size(1) != Tokens)
            throw new ArgumentException($"The documents fill {Rows} rows of {Tokens} tokens; the input is {ScanShapes.Text(x_BTC.shape)}.", nameof(x_BTC));
        using var scope = torch.NewDisposeScope();
        var documents = _lengths.SelectMany((row, b) => row.Select((length, d) => (Row: b, Start: row.Take(d).Sum(), Length: length))).ToArray();
        var outputs = new Tensor[documents.Length];
        foreach (var group in Groups(documents.Select(document => document.Length), causal))
        {
            var longest = group.Max(d => documents[d].Length);
            Tensor padded(int d)
            {
                var (row, start, length) = documents[d];
                var own = x_BTC.narrow(0, row, 1).narrow(1, start, length);
                return length == longest ? own : torch.nn.functional.pad(own, [0, 0, 0, longest - length]);
            }
            var result = run(torch.cat([.. group.Select(padded)], 0));
            for (var n = 0; n < group.Count; n++) outputs[group[n]] = result.narrow(0, n, 1).narrow(1, 0, documents[group[n]].Length);
        }
        var rows = documents.Select((document, d) => (document.Row, Output: outputs[d])).GroupBy(pair => pair.Row, pair => pair.Output);
        return torch.cat([.. rows.Select(row => torch.cat([.. row], 1))], 0).MoveToOuterDisposeScope();
    }

    // Documents that run together: of one length, or where padding is harmless at least half as long as the longest.
    static List<List<int>> Groups(IEnumerable<long> lengths, bool causal)
    {
        var groups = new List<List<int>>();
        long longest = 0;
        foreach (var (length, index) in lengths.Select((length, index) => (length, index)).OrderByDescending(pair => pair.length).ThenBy(pair => pair.index))
        {
            if (groups.Count == 0 || (causal ? 2 * length < longest : length != longest))
            {
                groups.Add([]);
                longest = length;
            }
            groups[^1].Add(index);
        }
        return groups;
    }
}
