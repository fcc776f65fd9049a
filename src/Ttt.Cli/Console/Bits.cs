namespace Ttt.Cli;

/// <summary>From nats per token to bits per byte.</summary>
static class Bits
{
    public static double PerByte(double loss, double bytesPerToken) => loss / Math.Log(2) / bytesPerToken;
}
