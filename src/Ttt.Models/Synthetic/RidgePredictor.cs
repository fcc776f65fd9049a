namespace Ttt.Models;

/// <summary>Ridge regression that learns one example at a time: weights w = (XᵀX + λI)⁻¹ Xᵀy after each, by the update of the inverse (Sherman and Morrison).</summary>
sealed class RidgePredictor
{
    readonly double[] weights;
    readonly double[,] inverse;

    /// <param name="dimensions">Features.</param>
    /// <param name="penalty">λ, more than 0.</param>
    public RidgePredictor(int dimensions, double penalty)
    {
        (weights, inverse) = (new double[dimensions], new double[dimensions, dimensions]);
        for (var i = 0; i < dimensions; i++)
            inverse[i, i] = 1 / penalty;
    }

    public double Predict(ReadOnlySpan<float> x)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i] * x[i];
        return sum;
    }

    public void Learn(ReadOnlySpan<float> x, double y)
    {
        var direction = new double[weights.Length];
        var length = 1.0;
        for (var i = 0; i < direction.Length; i++)
        {
            for (var j = 0; j < direction.Length; j++)
                direction[i] += inverse[i, j] * x[j];
            length += direction[i] * x[i];
        }
        var error = y - Predict(x);
        for (var i = 0; i < direction.Length; i++)
        {
            weights[i] += direction[i] * error / length;
            for (var j = 0; j < direction.Length; j++)
                inverse[i, j] -= direction[i] * direction[j] / length;
        }
    }
}
