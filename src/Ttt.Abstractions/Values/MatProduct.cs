namespace Ttt;

/// <summary>The product of two matrices: three dimensions, so it cannot be a member of <see cref="Mat{R, C}"/>.</summary>
public static class MatProduct
{
    extension<TA, TB, TC>(Mat<TA, TB>) where TA : IDim where TB : IDim where TC : IDim
    {
        /// <summary>The matrix product.</summary>
        /// <exception cref="ArgumentException">The left's columns are not as many as the right's rows.</exception>
        public static Mat<TA, TC> operator *(Mat<TA, TB> left, Mat<TB, TC> right)
        {
            Elementwise.RequireLength<TB>("Mat * Mat", left.Columns, right.Rows);
            return Mat<TA, TC>.Wrap(left.Rows, right.Columns, Mat<TA, TC>.Product(left.Values, left.Rows, right.Values, right.Rows, right.Columns));
        }
    }
}
