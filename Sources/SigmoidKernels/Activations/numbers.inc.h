/// e^x and log(1 + x) of one number, in float and in double.
///
/// No branches and no table, so that a loop over them vectorises. The bits of a reduction depend on
/// the order that is written here.

INLINE OVERLOADED float float_of(int32_t bits) {
    float f;
    __builtin_memcpy(&f, &bits, sizeof f);
    return f;
}

INLINE OVERLOADED double double_of(uint64_t bits) {
    double d;
    __builtin_memcpy(&d, &bits, sizeof d);
    return d;
}

INLINE OVERLOADED int32_t bits_of(float f) {
    int32_t bits;
    __builtin_memcpy(&bits, &f, sizeof bits);
    return bits;
}

INLINE OVERLOADED uint64_t bits_of(double d) {
    uint64_t bits;
    __builtin_memcpy(&bits, &d, sizeof bits);
    return bits;
}

INLINE OVERLOADED float size_of(float x) { return __builtin_fabsf(x); }
INLINE OVERLOADED double size_of(double x) { return __builtin_fabs(x); }

/// 2^n for a normal result; unsigned since a NaN on its way through brings any n.
INLINE OVERLOADED float power_of_two(int32_t n) {
    return float_of((int32_t)((uint32_t)(n + 127) << 23));
}

INLINE OVERLOADED double power_of_two(uint64_t n) { return double_of((n + 1023) << 52); }

/// e^x for x <= 0, subnormal results included. NaN stays NaN.
INLINE OVERLOADED float exp_nonpositive(float x) {
    x = x < -110 ? -110 : x;                         // e^-110 rounds to 0
    float shifted = x * 0x1.715476p+0f + 0x1.8p+23f; // the low bits are round(x / ln 2)
    int32_t n = bits_of(shifted) - bits_of(0x1.8p+23f);
    float f = shifted - 0x1.8p+23f;
    float r = x - f * 0x1.62e4p-1f; // ln 2 in two parts: this product is exact
    r -= f * 0x1.7f7d1cp-20f;
    // Taylor: |r| <= ln(2)/2, the next term is below 2^-27.
    float p = 1.f / 5040;
    p = p * r + 1.f / 720;
    p = p * r + 1.f / 120;
    p = p * r + 1.f / 24;
    p = p * r + 1.f / 6;
    p = p * r + 1.f / 2;
    p = p * r + 1;
    p = p * r + 1;
    int32_t half = n >> 1; // 2^n itself may be no normal float
    return p * power_of_two(half) * power_of_two(n - half);
}

INLINE OVERLOADED double exp_nonpositive(double x) {
    const double shift = 0x1.8p+52;
    x = x < -750 ? -750 : x; // e^-750 rounds to 0
    double f = (x * 0x1.71547652b82fep+0 + shift) - shift;
    double r = x - f * 0x1.62e42feep-1; // ln 2 in two parts: this product is exact
    r -= f * 0x1.a39ef35793c76p-33;
    // Taylor: |r| <= ln(2)/2, the next term is below 2^-57.
    double p = 1. / 6227020800;
    p = p * r + 1. / 479001600;
    p = p * r + 1. / 39916800;
    p = p * r + 1. / 3628800;
    p = p * r + 1. / 362880;
    p = p * r + 1. / 40320;
    p = p * r + 1. / 5040;
    p = p * r + 1. / 720;
    p = p * r + 1. / 120;
    p = p * r + 1. / 24;
    p = p * r + 1. / 6;
    p = p * r + 1. / 2;
    p = p * r + 1;
    p = p * r + 1;
    // 2^n itself may be no normal double. Halves are taken as doubles: few processors shift 64 bits
    // with their sign.
    double half = f * 0.5 + shift, rest = f - (half - shift) + shift;
    return p * power_of_two(bits_of(half) - bits_of(shift)) *
           power_of_two(bits_of(rest) - bits_of(shift));
}

/// log(1 + x) for x >= 0. NaN stays NaN.
INLINE OVERLOADED float log1p_nonnegative(float x) {
    // 1 + x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2); f is x itself if k is 0.
    float u = 1 + x;
    int32_t k = (bits_of(u) - bits_of(0x1.6a09e6p-1f)) >> 23;
    float f = k == 0 ? x : u * power_of_two(-k) - 1;
    // log(1 + f) = 2 artanh(s), the next term is below 2^-28 of it.
    float s = f / (2 + f), q = s * s;
    float p = 2.f / 9;
    p = p * q + 2.f / 7;
    p = p * q + 2.f / 5;
    p = p * q + 2.f / 3;
    return (float)k * 0x1.62e43p-1f + (2 * s + s * q * p);
}

INLINE OVERLOADED double log1p_nonnegative(double x) {
    // The same, with what rounding takes from 1 + x put back.
    double u = 1 + x, lost = x < 1 ? x - (u - 1) : 1 - (u - x);
    uint64_t k = (bits_of(u) - bits_of(0x1.6a09e667f3bcdp-1)) >> 52;
    double scale = power_of_two(-k);
    double f = k == 0 ? x : (u * scale - 1) + lost * scale;
    double n = double_of(k + bits_of(0x1p+52)) - 0x1p+52; // k as a double
    // log(1 + f) = f − (f²/2 − s·(f²/2 + q·p)): rounding of s is not that of f. The next term of p is
    // below 2^-57 of it.
    double s = f / (2 + f), q = s * s, square = f * f * 0.5;
    double p = 2. / 23;
    p = p * q + 2. / 21;
    p = p * q + 2. / 19;
    p = p * q + 2. / 17;
    p = p * q + 2. / 15;
    p = p * q + 2. / 13;
    p = p * q + 2. / 11;
    p = p * q + 2. / 9;
    p = p * q + 2. / 7;
    p = p * q + 2. / 5;
    p = p * q + 2. / 3;
    return n * 0x1.62e42feep-1 + (f - (square - (s * (square + q * p) + n * 0x1.a39ef35793c76p-33)));
}
