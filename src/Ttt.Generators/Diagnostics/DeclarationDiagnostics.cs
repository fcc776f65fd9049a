using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>What is wrong with the class, its methods, parameters, names or attribute values.</summary>
internal static class DeclarationDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = new(
        "TTT0001", "Layer class is not partial", "'{0}' must be partial: the compiler writes the other half of it",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0001"));

    public static readonly DiagnosticDescriptor HasBaseClass = new(
        "TTT0002", "Layer class has a base class", "'{0}' must not derive from '{1}': the compiler derives it from Ttt.Layers.TttLayer",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0002"));

    public static readonly DiagnosticDescriptor GenericClass = new(
        "TTT0003", "Layer class is generic", "'{0}' must not have type parameters; declare one class for each set of dimensions",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0003"));

    public static readonly DiagnosticDescriptor NotTopLevel = new(
        "TTT0004", "Layer class is nested or local to its file", "'{0}' is {1}; declare it directly in a namespace, visible to other files",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0004"));

    public static readonly DiagnosticDescriptor WrongClassForm = new(
        "TTT0005", "Layer class has a form that cannot be a layer", "'{0}' is {1}; declare an ordinary class",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0005"));

    public static readonly DiagnosticDescriptor NoInnerModel = new(
        "TTT0006", "Layer has no inner model", "'{0}' has no inner model; mark a static method from Vec to Vec with [InnerModel]",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0006"));

    public static readonly DiagnosticDescriptor RoleTwice = new(
        "TTT0007", "Role is declared twice", "{0} is already declared by '{1}'; a layer has one",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0007"));

    public static readonly DiagnosticDescriptor MethodNotStatic = new(
        "TTT0008", "Method is not static", "'{0}' must be static: it is a formula, not a behaviour of an object",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0008"));

    public static readonly DiagnosticDescriptor WrongMethodForm = new(
        "TTT0009", "Method has a form that the compiler does not read", "'{0}' {1}; write an ordinary method with a body",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0009"));

    public static readonly DiagnosticDescriptor WrongParameterForm = new(
        "TTT0010", "Parameter has a form that the compiler does not read", "'{0}' is {1}; pass it by value, without a default",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0010"));

    public static readonly DiagnosticDescriptor WrongData = new(
        "TTT0011", "Data parameter is missing or has the wrong type", "{0} takes {1} first{2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0011"));

    public static readonly DiagnosticDescriptor WrongWeightType = new(
        "TTT0012", "Weight has the wrong type", "'{0}' has the type '{1}'; a weight is a Mat, a Vec or a Scalar",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0012"));

    public static readonly DiagnosticDescriptor NeitherFastNorSlow = new(
        "TTT0013", "Parameter is neither fast nor slow", "'{0}' needs [Fast] (changed by inner gradient steps) or [Slow] (learned outside only)",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0013"));

    public static readonly DiagnosticDescriptor FastAndSlow = new(
        "TTT0014", "Parameter is fast and slow", "'{0}' has [Fast] and [Slow]; keep one",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0014"));

    public static readonly DiagnosticDescriptor FastOutsideInnerModel = new(
        "TTT0015", "Fast weight outside the inner model", "'{0}' cannot be fast: only the inner model has fast weights; use [Slow]",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0015"));

    public static readonly DiagnosticDescriptor NoFastWeights = new(
        "TTT0016", "Inner model has no fast weights", "'{0}' has no [Fast] parameter, so there is nothing to learn at test time",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0016"));

    public static readonly DiagnosticDescriptor DataIsWeight = new(
        "TTT0017", "Data parameter is marked as a weight", "'{0}' is what {1} is applied to; it cannot be [Fast] or [Slow]",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0017"));

    public static readonly DiagnosticDescriptor WrongResult = new(
        "TTT0018", "Method returns the wrong type", "{0} must return {1}, not '{2}'",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0018"));

    public static readonly DiagnosticDescriptor DuplicateName = new(
        "TTT0019", "Two weights have one name", "The name '{0}' is already taken by another weight of this layer{1}; give one of them another Name",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0019"));

    public static readonly DiagnosticDescriptor UnusableName = new(
        "TTT0020", "Name of a weight cannot be used", "'{0}' cannot be the name of a weight: use letters, digits and '_', with '.' between parts",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0020"));

    public static readonly DiagnosticDescriptor ReservedName = new(
        "TTT0021", "Name of a weight belongs to the standard layer", "'{0}' is a name of the standard layer's own parameters ({1}); give the weight another Name",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0021"));

    public static readonly DiagnosticDescriptor ValueOutOfRange = new(
        "TTT0022", "Attribute value is out of range", "{0} is {1}; it must be {2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0022"));

    public static readonly DiagnosticDescriptor UnusableLayerName = new(
        "TTT0023", "Name of the layer cannot be used", "'{0}' cannot be the name of a layer: use letters, digits, '_', '-' and '.'",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0023"));

    public static readonly DiagnosticDescriptor NamesDifferInCase = new(
        "TTT0024", "Names of two layers differ only in case", "'{0}' and '{1}' differ only in case, and so would the files generated for them; rename one",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0024"));

    public static readonly DiagnosticDescriptor UnusedParameter = new(
        "TTT0025", "Parameter is not used", "'{0}' does not influence the result of {1}",
        Documentation.Category, DiagnosticSeverity.Warning, true, helpLinkUri: Documentation.Page("TTT0025"));

    public static readonly DiagnosticDescriptor LayerNameTwice = new(
        "TTT0026", "Two layers have one name", "The name '{0}' is already taken by '{1}'; a catalogue finds layers by name, so give this one another",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0026"));

    public static readonly DiagnosticDescriptor FastOfLoss = new(
        "TTT0027", "Fast weight of the loss is not the inner model's", "'{0}' {1}; a loss takes the inner model's fast weights, by name and type: {2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0027"));

    public static readonly DiagnosticDescriptor UnknownFastWeight = new(
        "TTT0028", "Method is for a fast weight that does not exist", "'{0}' is not a fast weight of the inner model; they are {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0028"));

    public static readonly DiagnosticDescriptor ServesNothing = new(
        "TTT0029", "Method serves no fast weight", "{0} on '{1}' serves no fast weight: {2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0029"));

    public static readonly DiagnosticDescriptor Contradiction = new(
        "TTT0030", "Settings contradict each other", "{0}; {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0030"));

    public static readonly DiagnosticDescriptor UnusedSetting = new(
        "TTT0031", "Setting has no effect", "{0} has no effect: the class declares no {1}",
        Documentation.Category, DiagnosticSeverity.Warning, true, helpLinkUri: Documentation.Page("TTT0031"));

    public static readonly DiagnosticDescriptor WrongPrevious = new(
        "TTT0032", "Earlier token cannot stand here", "'{0}' cannot be [Previous]: {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0032"));

    public static readonly DiagnosticDescriptor SizeOfEveryWeight = new(
        "TTT0033", "Slow weight has the size of every fast weight", "'{0}' would have another size for every weight that '{1}' serves; make it a Scalar, or name one weight with Of",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT0033"));
}
