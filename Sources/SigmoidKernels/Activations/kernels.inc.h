/// The kernels, written once as plain loops that the compiler turns into vectors. Included
/// by one file for each level, which defines TABLE and NAME and sets the target of all
/// functions.
///
/// The functions of one number have no branches and no table, so that a loop over them
/// vectorises. Only the sums of a loop may be reordered (`reassociate`): the reductions of
/// an argument below depend on the order written.
#include "../levels.h"

#define INLINE static inline __attribute__((always_inline))
#define REORDER_SUMS _Pragma("clang fp reassociate(on)")

INLINE float float_of(int32_t bits) {
    float f;
    __builtin_memcpy(&f, &bits, sizeof f);
    return f;
}

INLINE int32_t bits_of(float f) {
    int32_t bits;
    __builtin_memcpy(&bits, &f, sizeof bits);
    return bits;
}

/// 2^n for a normal result; unsigned since a NaN on its way through brings any n.
INLINE float power_of_two(int32_t n) {
    return float_of((int32_t)((uint32_t)(n + 127) << 23));
}

/// e^x for x <= 0, subnormal results included. NaN stays NaN.
INLINE float exp_nonpositive(float x) {
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

/// log(1 + x) for x >= 0. NaN stays NaN.
INLINE float log1p_nonnegative(float x) {
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

// MARK: logistic

static void sigmoid(const float *z, float *a, size_t n) {
    for (size_t j = 0; j < n; j++) {
        float t = z[j], e = exp_nonpositive(-__builtin_fabsf(t));
        a[j] = (t < 0 ? e : 1) / (1 + e);
    }
}

/// Examples at a time. Their losses wait in a buffer for the sum in double: converting
/// inside the loop would halve its vectors.
enum { GROUP = 64 };

INLINE double sum(const float *v, size_t n) {
    double total = 0;
    for (size_t j = 0; j < n; j++) {
        REORDER_SUMS
        total += v[j];
    }
    return total;
}

INLINE void logistic_group(const int weighted, float *restrict z, const float *restrict y,
                           const float *restrict c, float *restrict loss, size_t n,
                           float intercept) {
    for (size_t j = 0; j < n; j++) {
        float t = z[j] + intercept, size = __builtin_fabsf(t);
        float e = exp_nonpositive(-size), inverse = 1 / (1 + e);
        float one = (t < 0 ? e : 1) * inverse, zero = (t < 0 ? 1 : e) * inverse;
        // How far the score speaks against y: max(t, 0) − y t without a cancellation, and
        // without inf · 0.
        float against = t < 0 ? y[j] : 1 - y[j];
        float l = log1p_nonnegative(e) + (against == 0 ? 0 : size * against);
        float d = (1 - y[j]) * one - y[j] * zero; // σ(t) − y, small ones to full precision
        loss[j] = weighted ? l * c[j] : l;
        z[j] = weighted ? d * c[j] : d;
    }
}

static struct activation_sums logistic(float *z, const float *y, const float *c, size_t n,
                                       float intercept) {
    struct activation_sums total = {0, 0};
    float loss[GROUP];
    for (size_t j = 0; j < n; j += GROUP) {
        size_t m = n - j < GROUP ? n - j : GROUP;
        if (c)
            logistic_group(1, z + j, y + j, c + j, loss, m, intercept);
        else
            logistic_group(0, z + j, y + j, NULL, loss, m, intercept);
        total.loss += sum(loss, m);
        total.residual += sum(z + j, m);
    }
    return total;
}

// MARK: softmax

/// t is n × classes, column-major: the examples of one class are neighbours, so that few
/// classes fill vectors too. n <= GROUP.
static double softmax_group(float *restrict t, const int32_t *restrict label,
                            const float *restrict c, size_t classes, size_t n) {
    float largest[GROUP], below[GROUP]; // below: largest − score of the label
    float rest[GROUP], ones[GROUP];     // Σ e^(t − largest): terms < 1, and terms 1 less one
    float weight[GROUP], loss[GROUP], inverse[GROUP];
    for (size_t j = 0; j < n; j++) {
        largest[j] = -__builtin_inff();
        rest[j] = 0;
        ones[j] = -1;
        weight[j] = 1;
    }
    if (c) __builtin_memcpy(weight, c, n * sizeof *c);
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) {
            float z = t[k * n + j];
            largest[j] = z > largest[j] ? z : largest[j];
        }
    for (size_t j = 0; j < n; j++) {
        float z = t[(size_t)label[j] * n + j];
        below[j] = z == largest[j] ? 0 : largest[j] - z; // no inf − inf
    }
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) {
            float z = t[k * n + j];
            float e = exp_nonpositive(z == largest[j] ? 0 : z - largest[j]);
            float one = e == 1 ? 1 : 0;
            rest[j] += e - one;
            ones[j] += one;
            t[k * n + j] = e;
        }
    for (size_t j = 0; j < n; j++) {
        rest[j] += ones[j];
        loss[j] = weight[j] * (log1p_nonnegative(rest[j]) + below[j]);
        inverse[j] = weight[j] / (1 + rest[j]);
    }
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) t[k * n + j] *= inverse[j];
    for (size_t j = 0; j < n; j++) {
        // softmax − 1 of the largest is minus the rest: no cancellation.
        float *own = t + (size_t)label[j] * n + j;
        *own = below[j] == 0 ? -rest[j] * inverse[j] : *own - weight[j];
    }
    return sum(loss, n);
}

static double softmax(float *z, const int32_t *label, const float *c, size_t classes,
                      size_t columns, size_t n, const float *intercept, double *residual) {
    enum { BUFFER = 32 * GROUP };
    float t[BUFFER];
    double loss = 0;
    size_t group = classes <= 32 ? GROUP : classes <= BUFFER ? BUFFER / classes : 1, m;
    for (size_t j = 0; j < n; j += m, z += m * columns) {
        m = n - j < group ? n - j : group;
        const float *weights = c ? c + j : c;
        // One example is its own transpose, but for a class that has no place in it.
        float *own = m == 1 && columns == classes ? z : t;
        for (size_t i = 0; i < m; i++)
            for (size_t k = 0; k < columns; k++)
                own[k * m + i] = z[i * columns + k] + intercept[k];
        for (size_t i = columns * m; i < classes * m; i++) own[i] = 0;
        loss += softmax_group(own, label + j, weights, classes, m);
        for (size_t k = 0; k < columns; k++) residual[k] += sum(own + k * m, m);
        if (own == z) continue;
        for (size_t i = 0; i < m; i++)
            for (size_t k = 0; k < columns; k++) z[i * columns + k] = t[k * m + i];
    }
    return loss;
}

const struct activation_kernels TABLE = {NAME, sigmoid, logistic, softmax};
