namespace Ttt.Models;

/// <summary>What a selective scan reads, contiguous: u and steps before softplus [B,T,E], A [N,E], B, C [B,T,N], D [E] and the state before [B,N,E].</summary>
sealed record SelectiveInputs(Tensor U, Tensor Steps, Tensor A, Tensor B, Tensor C, Tensor D, Tensor State)
{
    public Tensor[] All => [U, Steps, A, B, C, D, State];

    public int Batch => (int)U.size(0);

    public int Tokens => (int)U.size(1);

    public int Channels => (int)U.size(2);

    public int States => (int)A.size(0);

    public int Chunks => (Tokens + SelectiveScan.Chunk - 1) / SelectiveScan.Chunk;

    public static SelectiveInputs Of(Tensor[] all)
    {
        var dense = Array.ConvertAll(all, tensor => tensor.contiguous());
        return new(dense[0], dense[1], dense[2], dense[3], dense[4], dense[5], dense[6]);
    }
}
