namespace Ttt.Models;

/// <summary>The shape of an attention layer.</summary>
public sealed record AttentionOptions
{
    /// <summary>Model width C.</summary>
    public required int Width { get; init; }

    /// <summary>Heads of queries, H.</summary>
    public required int Heads { get; init; }

    /// <summary>Heads of keys and values, G; each serves H/G heads of queries. Null: as many as of queries.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Size of one head, D; null: C / H.</summary>
    public int? HeadDimension { get; init; }

    /// <summary>Keys that a query sees, its own included; null: all earlier ones.</summary>
    public int? Window { get; init; }

    /// <summary>Base of the frequencies of the rotary positions; null: no positions.</summary>
    public double? RopeBase { get; init; } = 10000;

    /// <summary>Projections of query, key and value have a bias.</summary>
    public bool Bias { get; init; }
}
