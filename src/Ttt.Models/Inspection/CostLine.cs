namespace Ttt.Models;

/// <summary>What a part of a model costs.</summary>
/// <param name="Part">Its name.</param>
/// <param name="Parameters">Learned values.</param>
/// <param name="Operations">Operations for one token.</param>
public sealed record CostLine(string Part, long Parameters, OperationCount Operations);

/// <summary>What one block costs.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Layer">Its sequence layer.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="StateBytes">State of one sequence in float32.</param>
public sealed record BlockCost(int Index, string Layer, IReadOnlyList<CostLine> Parts, long StateBytes)
{
    public long Parameters => Parts.Sum(part => part.Parameters);

    public OperationCount Operations => Parts.Aggregate(default(OperationCount), (sum, part) => sum + part.Operations);
}
