namespace TorchSharp;

/// <summary>What stands beyond the edges of a padded tensor.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

/// <summary>How much a convolution pads: nothing, or as much as keeps the length.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}
