namespace Ttt.Layers;

/// <summary>
/// The inner loop as one node of the autograd graph: forward in the dual form, keeping only the state at each segment's start; backward by the derived
/// backward programs. Gradients of gradients do not flow through it (<see cref="ScanForm.Primal"/> has them).
/// </summary>
sealed class ScanFunction : torch.autograd.MultiTensorFunction<ScanFunction>
{
    [ThreadStatic]
    static List<Tensor>? t_returned;

    public override string Name => nameof(ScanFunction);

    /// <summary>What travels beside the tensors, and how the results are laid out.</summary>
    sealed record Call(ScanProgram Program, List<Segment> Plan, int FastCount, bool HasSums, int? Period, long Offset, bool KeepState)
    {
        internal ScanTape? Tape { get; set; }

        internal bool ReturnsFast { get; set; }

        internal bool ReturnsSums { get; set; }

        internal ScanInputs Inputs(IReadOnlyList<Tensor> tensors) => ScanInputs.From(tensors, FastCount, HasSums, Period, Offset, KeepState);
    }

    internal static ScanResult Apply(ScanProgram program, ScanInputs inputs, List<Segment> plan)
    {
        var call = new Call(program, plan, inputs.Fast.Length, inputs.Sums is not null, inputs.Period, inputs.Offset, inputs.KeepState);
        using var scope = torch.NewDisposeScope();
        var results = apply([call, .. inputs.Tensors]);
        foreach (var result in results) result.MoveToOuterDisposeScope();
        if (!inputs.KeepState) return new ScanResult(results[0], [], null);
        var fast = call.ReturnsFast ? results.GetRange(1, call.FastCount).ToArray() : inputs.Fast;
        var sums = call.ReturnsSums ? results.GetRange(results.Count - call.FastCount, call.FastCount).ToArray() : null;
        return new ScanResult(results[0], fast, sums);
    }

    // What is kept for backward and what is returned has to live until apply returns: it belongs to the scope of Apply.
    public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        using var noGrad = torch.no_grad();
        var call = (Call)vars[0];
        var inputs = call.Inputs([.. vars.Skip(1).Cast<Tensor>()]);
        var states = new List<SegmentState>();
        var result = ForwardPass.Run(call.Program, inputs, call.Plan, states);
        var tape = new ScanTape(states);
        ctx.save_for_backward([.. inputs.Tensors, .. tape.Tensors]);
        call.Tape = tape.Release();
        call.ReturnsFast = call.KeepState && result.Fast != inputs.Fast;
        call.ReturnsSums = call.KeepState && result.Sums is not null;
        ctx.save_data(nameof(Call), call);
        return [result.Output, .. call.ReturnsFast ? result.Fast : [], .. call.ReturnsSums ? result.Sums! : []];
    }

    // An exception here would end a process on the native library: everything that can be wrong was checked before forward.
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        // The engine has taken over what the last call on this thread returned; its wrappers belong to no scope.
        TensorArrays.Dispose(t_returned?.ToArray());
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var call = (Call)ctx.get_data(nameof(Call));
        var saved = ctx.get_saved_variables();
        var inputCount = saved.Count - call.Tape!.Count;
        var inputs = call.Inputs(saved.GetRange(0, inputCount));
        var states = call.Tape.Read(saved.GetRange(inputCount, call.Tape.Count), call.FastCount);
        var dFast = call.ReturnsFast ? grad_outputs.GetRange(1, call.FastCount).ToArray() : TensorArrays.ZerosLike(inputs.Fast);
        var dSums = call.ReturnsSums ? grad_outputs.GetRange(grad_outputs.Count - call.FastCount, call.FastCount).ToArray() : null;
        var gradients = new BackwardPass(call.Program, inputs, grad_outputs[0]).Run(call.Plan, states, dFast, dSums);
        t_returned = [.. gradients.Select(gradient => gradient.DetachFromDisposeScope())];
        TensorArrays.Dispose([.. grad_outputs]);
        return [null!, .. gradients];
    }
}
