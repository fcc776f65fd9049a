using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.CodeFixes;

/// <summary>Adds a modifier and leaves comments where they are.</summary>
internal static class ModifierEdit
{
    /// <summary>At the end of the modifiers, or behind <c>public</c> and its like.</summary>
    public static MemberDeclarationSyntax Add(MemberDeclarationSyntax member, SyntaxKind modifier, bool last)
    {
        var token = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
        var index = last ? member.Modifiers.Count : member.Modifiers.TakeWhile(IsAccess).Count();
        if (index == 0)
        {
            var next = member.AttributeLists.Count == 0 ? member.GetFirstToken() : member.AttributeLists.Last().GetLastToken().GetNextToken();
            token = token.WithLeadingTrivia(next.LeadingTrivia);
            member = member.ReplaceToken(next, next.WithLeadingTrivia());
        }
        return member.WithModifiers(member.Modifiers.Insert(index, token));
    }

    private static bool IsAccess(SyntaxToken modifier)
        => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.PrivateKeyword;
}
