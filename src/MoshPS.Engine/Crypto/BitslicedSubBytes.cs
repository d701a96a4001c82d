using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// AES's SubBytes and its inverse on bit planes: plane i holds bit i of every byte. As a circuit they take the
/// same time for all data, which a table look-up does not.
/// </summary>
internal static class BitslicedSubBytes
{
    /// <summary>SubBytes (FIPS 197 §5.1.1) on eight planes.</summary>
    /// <remarks>
    /// The circuit of J. Boyar and R. Peralta, "A depth-16 circuit for the AES S-box" (2011), 128 gates, with
    /// the paper's names: inputs x, outputs s, where index 0 is the highest bit.
    /// </remarks>
    public static void Apply(Span<Vector128<byte>> planes)
    {
        Vector128<byte> x7 = planes[0];
        Vector128<byte> x6 = planes[1];
        Vector128<byte> x5 = planes[2];
        Vector128<byte> x4 = planes[3];
        Vector128<byte> x3 = planes[4];
        Vector128<byte> x2 = planes[5];
        Vector128<byte> x1 = planes[6];
        Vector128<byte> x0 = planes[7];

        // Top: linear.
        Vector128<byte> y14 = x3 ^ x5;
        Vector128<byte> y13 = x0 ^ x6;
        Vector128<byte> y9 = x0 ^ x3;
        Vector128<byte> y8 = x0 ^ x5;
        Vector128<byte> t0 = x1 ^ x2;
        Vector128<byte> y1 = t0 ^ x7;
        Vector128<byte> y4 = y1 ^ x3;
        Vector128<byte> y12 = y13 ^ y14;
        Vector128<byte> y2 = y1 ^ x0;
        Vector128<byte> y5 = y1 ^ x6;
        Vector128<byte> y3 = y5 ^ y8;
        Vector128<byte> t1 = x4 ^ y12;
        Vector128<byte> y15 = t1 ^ x5;
        Vector128<byte> y20 = t1 ^ x1;
        Vector128<byte> y6 = y15 ^ x7;
        Vector128<byte> y10 = y15 ^ t0;
        Vector128<byte> y11 = y20 ^ y9;
        Vector128<byte> y7 = x7 ^ y11;
        Vector128<byte> y17 = y10 ^ y11;
        Vector128<byte> y19 = y10 ^ y8;
        Vector128<byte> y16 = t0 ^ y11;
        Vector128<byte> y21 = y13 ^ y16;
        Vector128<byte> y18 = x0 ^ y16;

        // The middle: inversion in GF(2^8).
        Vector128<byte> t2 = y12 & y15;
        Vector128<byte> t3 = y3 & y6;
        Vector128<byte> t4 = t3 ^ t2;
        Vector128<byte> t5 = y4 & x7;
        Vector128<byte> t6 = t5 ^ t2;
        Vector128<byte> t7 = y13 & y16;
        Vector128<byte> t8 = y5 & y1;
        Vector128<byte> t9 = t8 ^ t7;
        Vector128<byte> t10 = y2 & y7;
        Vector128<byte> t11 = t10 ^ t7;
        Vector128<byte> t12 = y9 & y11;
        Vector128<byte> t13 = y14 & y17;
        Vector128<byte> t14 = t13 ^ t12;
        Vector128<byte> t15 = y8 & y10;
        Vector128<byte> t16 = t15 ^ t12;
        Vector128<byte> t17 = t4 ^ t14;
        Vector128<byte> t18 = t6 ^ t16;
        Vector128<byte> t19 = t9 ^ t14;
        Vector128<byte> t20 = t11 ^ t16;
        Vector128<byte> t21 = t17 ^ y20;
        Vector128<byte> t22 = t18 ^ y19;
        Vector128<byte> t23 = t19 ^ y21;
        Vector128<byte> t24 = t20 ^ y18;
        Vector128<byte> t25 = t21 ^ t22;
        Vector128<byte> t26 = t21 & t23;
        Vector128<byte> t27 = t24 ^ t26;
        Vector128<byte> t28 = t25 & t27;
        Vector128<byte> t29 = t28 ^ t22;
        Vector128<byte> t30 = t23 ^ t24;
        Vector128<byte> t31 = t22 ^ t26;
        Vector128<byte> t32 = t31 & t30;
        Vector128<byte> t33 = t32 ^ t24;
        Vector128<byte> t34 = t23 ^ t33;
        Vector128<byte> t35 = t27 ^ t33;
        Vector128<byte> t36 = t24 & t35;
        Vector128<byte> t37 = t36 ^ t34;
        Vector128<byte> t38 = t27 ^ t36;
        Vector128<byte> t39 = t29 & t38;
        Vector128<byte> t40 = t25 ^ t39;
        Vector128<byte> t41 = t40 ^ t37;
        Vector128<byte> t42 = t29 ^ t33;
        Vector128<byte> t43 = t29 ^ t40;
        Vector128<byte> t44 = t33 ^ t37;
        Vector128<byte> t45 = t42 ^ t41;
        Vector128<byte> z0 = t44 & y15;
        Vector128<byte> z1 = t37 & y6;
        Vector128<byte> z2 = t33 & x7;
        Vector128<byte> z3 = t43 & y16;
        Vector128<byte> z4 = t40 & y1;
        Vector128<byte> z5 = t29 & y7;
        Vector128<byte> z6 = t42 & y11;
        Vector128<byte> z7 = t45 & y17;
        Vector128<byte> z8 = t41 & y10;
        Vector128<byte> z9 = t44 & y12;
        Vector128<byte> z10 = t37 & y3;
        Vector128<byte> z11 = t33 & y4;
        Vector128<byte> z12 = t43 & y13;
        Vector128<byte> z13 = t40 & y5;
        Vector128<byte> z14 = t29 & y2;
        Vector128<byte> z15 = t42 & y9;
        Vector128<byte> z16 = t45 & y14;
        Vector128<byte> z17 = t41 & y8;

        // Bottom: linear, the affine map of FIPS 197 §5.1.1 included.
        Vector128<byte> t46 = z15 ^ z16;
        Vector128<byte> t47 = z10 ^ z11;
        Vector128<byte> t48 = z5 ^ z13;
        Vector128<byte> t49 = z9 ^ z10;
        Vector128<byte> t50 = z2 ^ z12;
        Vector128<byte> t51 = z2 ^ z5;
        Vector128<byte> t52 = z7 ^ z8;
        Vector128<byte> t53 = z0 ^ z3;
        Vector128<byte> t54 = z6 ^ z7;
        Vector128<byte> t55 = z16 ^ z17;
        Vector128<byte> t56 = z12 ^ t48;
        Vector128<byte> t57 = t50 ^ t53;
        Vector128<byte> t58 = z4 ^ t46;
        Vector128<byte> t59 = z3 ^ t54;
        Vector128<byte> t60 = t46 ^ t57;
        Vector128<byte> t61 = z14 ^ t57;
        Vector128<byte> t62 = t52 ^ t58;
        Vector128<byte> t63 = t49 ^ t58;
        Vector128<byte> t64 = z4 ^ t59;
        Vector128<byte> t65 = t61 ^ t62;
        Vector128<byte> t66 = z1 ^ t63;
        Vector128<byte> t67 = t64 ^ t65;
        Vector128<byte> s3 = t53 ^ t66;

        planes[7] = t59 ^ t63;
        planes[6] = t64 ^ ~s3;
        planes[5] = t55 ^ ~t67;
        planes[4] = s3;
        planes[3] = t51 ^ t66;
        planes[2] = t47 ^ t65;
        planes[1] = t56 ^ ~t62;
        planes[0] = t48 ^ ~t60;
    }

    /// <summary>
    /// InvSubBytes (FIPS 197 §5.3.2). SubBytes is an affine map after the inversion, and the inversion is its own
    /// inverse: so this is SubBytes between two applications of the affine map's inverse.
    /// </summary>
    public static void ApplyInverse(Span<Vector128<byte>> planes)
    {
        UndoAffine(planes);
        Apply(planes);
        UndoAffine(planes);
    }

    /// <summary>The inverse of the affine map: bits i+2, i+5 and i+7 make bit i, plus the constant 05.</summary>
    private static void UndoAffine(Span<Vector128<byte>> planes)
    {
        Vector128<byte> p0 = planes[0];
        Vector128<byte> p1 = planes[1];
        Vector128<byte> p2 = planes[2];
        Vector128<byte> p3 = planes[3];
        Vector128<byte> p4 = planes[4];
        Vector128<byte> p5 = planes[5];
        Vector128<byte> p6 = planes[6];
        Vector128<byte> p7 = planes[7];
        planes[0] = ~(p2 ^ p5 ^ p7);
        planes[1] = p3 ^ p6 ^ p0;
        planes[2] = ~(p4 ^ p7 ^ p1);
        planes[3] = p5 ^ p0 ^ p2;
        planes[4] = p6 ^ p1 ^ p3;
        planes[5] = p7 ^ p2 ^ p4;
        planes[6] = p0 ^ p3 ^ p5;
        planes[7] = p1 ^ p4 ^ p6;
    }
}
