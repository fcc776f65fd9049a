using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Which parallel form a declaration has inside a mini-batch.</summary>
internal enum LayerClass
{
    /// <summary>Gradients at the anchor, an optimiser linear in them: the dual form by coefficients.</summary>
    Coefficients,

    /// <summary>Online descent of a model linear in its weights with a squared loss: a triangular solve.</summary>
    TriangularSolve,

    /// <summary>Gradients that depend on no fast weight: the coefficients' form for any number of rows.</summary>
    ConstantGradient,

    /// <summary>A nonlinear update that tokens read at the mini-batch's ends: one explicit update a mini-batch.</summary>
    Chunk,

    /// <summary>The exact minimum: a linear solve for every row.</summary>
    Ridge,

    /// <summary>Token by token.</summary>
    Sequential,
}

/// <summary>Why a layer lacks a form.</summary>
internal enum ObstacleKind
{
    /// <summary>A fast matrix enters something other than a product with token rows.</summary>
    MatrixOutsideProducts,

    /// <summary>An update that is not linear, read by every token.</summary>
    NonlinearUpdate,

    /// <summary>A window together with a rate by column.</summary>
    WindowWithColumnRates,

    /// <summary>A window together with gradients at shrunk weights.</summary>
    WindowBeforeGradient,

    /// <summary>Online descent whose errors are not linear in the weights.</summary>
    NotLinear,

    /// <summary>A ridge regression of what is not linear in one fast matrix under a squared loss.</summary>
    NotRidge,

    /// <summary>A derived program with too many values.</summary>
    TooLarge,
}

/// <summary>What stands against a form: the weight, the expression it enters, the reason.</summary>
internal sealed record Obstacle(string Parameter, string Expression, ObstacleKind Kind = ObstacleKind.NotLinear);

/// <summary>The form of a layer, decided by analysis; <paramref name="Obstacle"/> is what stands against a dual form, <paramref name="OnlineObstacle"/> against a parallel form of online descent.</summary>
internal sealed record LayerForms(LayerClass Class, Obstacle? Obstacle, Obstacle? OnlineObstacle)
{
    /// <summary>Online descent, or all descent where gradients are constant, has a form for any number of rows.</summary>
    public bool IsOnlineParallel => Class is LayerClass.TriangularSolve or LayerClass.ConstantGradient;

    /// <summary>Online descent has programs of its own: for any number of rows, or of one token and its boundary.</summary>
    public bool HasOnline => IsOnlineParallel || Class == LayerClass.Sequential;

    public static LayerForms Of(LayerModel model, Graph lifted, InnerGradients inner)
    {
        if (model.Policy.Solver == "Ridge")
            return new(LayerClass.Ridge, RidgeRegression.Obstacle(model, inner), null);
        var online = model.Policy.Mode == "Online";
        if (Find(model, lifted, inner) is { } obstacle)
            return new(LayerClass.Sequential, obstacle, null);
        if (!WeightUpdate.IsLinear(model))
            return new(LayerClass.Chunk, null, null);
        var simple = model.Policy.Window == 1;
        var token = model.Policy.MomentumPer == "Token" || !model.Has(GateKind.Momentum);
        if (simple && token && LinearError.IsConstant(inner) && model.Policy.ReadOut == "UpdateThenApply")
            return new(LayerClass.ConstantGradient, null, null);
        if (!online)
            return new(LayerClass.Coefficients, null, null);
        var first = model.FastParameters().First().Name;
        var notLinear = !simple ? new(first, $"a window of {model.Policy.Window} tokens") : !token ? new(first, "a momentum that moves once a mini-batch") : LinearError.Obstacle(model, inner);
        return notLinear is null ? new(LayerClass.TriangularSolve, null, null) : new(LayerClass.Coefficients, null, notLinear);
    }

    private static Obstacle? Find(LayerModel model, Graph lifted, InnerGradients inner)
    {
        if ((inner.Obstacle ?? InnerGradient.FindObstacle(lifted, model)) is { } matrix)
            return matrix;
        if (!WeightUpdate.IsLinear(model) && model.Policy.ReadOut == "UpdateThenApply" && model.Updates.First() is var update)
            return new(update.Parameter, Notation.Expression(update.Function.Graph, update.Function.Graph.Output(Names.Result)), ObstacleKind.NonlinearUpdate);
        if (model.Policy.Window == 1)
            return null;
        if (model.FastParameters().FirstOrDefault(p => GateInputs.Of(model, GateKind.Rate, p.Name) is { Columns.IsOne: false }) is { } byColumn)
            return new(byColumn.Name, "a rate for every column, and a window", ObstacleKind.WindowWithColumnRates);
        return model.Policy.Decay == "BeforeGradient" && model.Has(GateKind.Retention)
            ? new(model.FastParameters().First().Name, "a window whose gradients are taken at weights that shrink", ObstacleKind.WindowBeforeGradient) : null;
    }
}
