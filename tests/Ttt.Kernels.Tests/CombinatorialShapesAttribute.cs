using System.Reflection;
using Xunit.Sdk;

namespace Ttt.Kernels.Tests;

/// <summary>Rows, whole vectors of columns and inner lengths that meet every tile and every remainder.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialShapesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from m in new[] { 1, 2, 4, 6, 7, 9, 16, 23 }
        from vectors in new[] { 1, 2, 3, 7, 15 }
        from k in new[] { 0, 1, 21 }
        select new object[] { m, vectors, k };
}
