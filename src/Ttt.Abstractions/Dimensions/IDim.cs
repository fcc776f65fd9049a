namespace Ttt;

/// <summary>
/// A dimension as a type: an empty struct that names the length of a <see cref="Vec{T}"/> or a side of a <see cref="Mat{R, C}"/>.
/// Two shapes that do not fit are a C# error where they meet. Declare one of your own with <c>readonly struct Rank : IDim;</c>.
/// </summary>
public interface IDim;
