namespace Ttt;

/// <summary>The width of the layer: what enters it and leaves it for one token.</summary>
public readonly struct Model : IDim;

/// <summary>The dimension of one head: the width divided by the number of heads.</summary>
public readonly struct D : IDim;

/// <summary>The hidden dimension of an inner model with more than one layer: four times <see cref="D"/> unless the options say otherwise.</summary>
[Dimension(Multiple = 4)]
public readonly struct Hidden : IDim;
