namespace Ttt.Models;

/// <summary>In which order the windows of a text are trained on.</summary>
public enum WindowOrder
{
    /// <summary>Windows from anywhere, drawn with replacement.</summary>
    Random,

    /// <summary>Every window once in an epoch, shuffled anew for each.</summary>
    Shuffled,

    /// <summary>Every row reads a part of the text from its first window to its last, the state of a document carried from window to window, and begins again.</summary>
    Carried,
}
