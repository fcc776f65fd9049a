using System.Reflection;
using Xunit.Sdk;

namespace Ttt.Kernels.Tests;

/// <summary>Rows, whole vectors of columns and inner lengths that meet every tile and every remainder.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialShapesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from m in new[] { 1, 2, 3, 4, 5, 7, 8, 13, 16, 23 }
        from vectors in new[] { 1, 2, 3, 4, 7, 9, 15 }
        from k in new[] { 0, 1, 4, 17 }
        select new object[] { m, vectors, k };
}
