namespace Ttt.Layers;

/// <summary>
/// The inner loop as one node of the autograd graph: forward by the derived programs, keeping only the state at each segment's start; backward by the derived
/// backward programs. Gradients of gradients do not flow through it (<see cref="ScanForm.Primal"/> has them).
/// </summary>
sealed class ScanFunction : torch.autograd.MultiTensorFunction<ScanFunction>
{
    [ThreadStatic]
    static List<Tensor>? t_returned;

    public override string Name => nameof(ScanFunction);

    /// <summary>What travels beside the tensors, and which of the state's tensors are results of this node; the others are its inputs passed on.</summary>
    sealed record Call(ScanProgram Program, List<Segment> Plan, ScanInputs Layout)
    {
        internal ScanTape? Tape { get; set; }

        /// <summary>The state after the tokens: the place of its tensor among the inputs' state, or −1 for a result.</summary>
        internal int[] Passed { get; set; } = [];
    }

    internal static ScanResult Apply(ScanProgram program, ScanInputs inputs, List<Segment> plan)
    {
        var call = new Call(program, plan, inputs);
        using var scope = torch.NewDisposeScope();
        var results = apply([call, .. inputs.Tensors]);
        foreach (var result in results) result.MoveToOuterDisposeScope();
        var computed = new Queue<Tensor>(results.Skip(1));
        return new ScanResult(results[0], [.. call.Passed.Select(place => place >= 0 ? inputs.State[place] : computed.Dequeue())]);
    }

    // What is kept for backward and what is returned has to live until apply returns: it belongs to the scope of Apply.
    public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        using var noGrad = torch.no_grad();
        var call = (Call)vars[0];
        var inputs = call.Layout.With([.. vars.Skip(1).Cast<Tensor>()]);
        var states = new List<Checkpoint>();
        var result = ForwardPass.Run(call.Program, inputs, call.Plan, states);
        var tape = new ScanTape(states);
        ctx.save_for_backward([.. inputs.Tensors, .. tape.Tensors]);
        call.Tape = tape.Release();
        call.Passed = inputs.KeepState ? [.. result.State.Select(tensor => Array.FindIndex(inputs.State, own => ReferenceEquals(own, tensor)))] : [];
        ctx.save_data(nameof(Call), call);
        return [result.Output, .. call.Passed.Select((place, i) => (place, i)).Where(pair => pair.place < 0).Select(pair => result.State[pair.i])];
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
        var inputs = call.Layout.With(saved.GetRange(0, inputCount));
        var states = call.Tape.Read(saved.GetRange(inputCount, call.Tape.Count));
        var gradients = new BackwardPass(call.Program, inputs, grad_outputs[0]).Run(call.Plan, states, StateCotangents(call, inputs, grad_outputs));
        t_returned = [.. gradients.Select(gradient => gradient.DetachFromDisposeScope())];
        TensorArrays.Dispose([.. grad_outputs]);
        return [null!, .. gradients];
    }

    // What was only passed on has its gradients from elsewhere; what nobody asked for has none.
    static Tensor[] StateCotangents(Call call, ScanInputs inputs, List<Tensor> dOutputs)
    {
        var results = new Queue<Tensor>(dOutputs.Skip(1));
        var slots = call.Program.Layout.Slots;
        Tensor zero(StateSlot slot) => StateLayout.Neutral(slot with { Kind = SlotKind.Sum }, inputs.Tokens.Query);
        return call.Passed.Length == 0 ? [.. slots.Select(zero)] : [.. call.Passed.Select((place, i) => place >= 0 ? zero(slots[i]) : results.Dequeue())];
    }
}
