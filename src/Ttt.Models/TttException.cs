namespace Ttt.Models;

/// <summary>A fault of the user's input. The message is one line: what is wrong, where, and what to do instead.</summary>
public class TttException : Exception
{
    public TttException(string message) : base(message) { }

    public TttException(string message, Exception inner) : base(message, inner) { }
}
