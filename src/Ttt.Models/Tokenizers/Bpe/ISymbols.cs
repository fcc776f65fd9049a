namespace Ttt.Models;

/// <summary>The tokens that a word consists of before anything is merged.</summary>
interface ISymbols
{
    void Of(ReadOnlySpan<char> word, List<int> into);
}
