/// The kernels, written once for vectors of LANES floats. Included by one file for each
/// level, which defines LANES, MAX_CLASSES (how many classes one block of registers takes),
/// TABLE and NAME and sets the target of all functions.
///
/// Every block below keeps its sums in registers and has the same order of additions for
/// each sum, whatever block it falls into: rests of a loop give the same bits as its body.
#include "levels.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));

INLINE vec splat(float a) { return a - (vec){}; } // a + 0 would cost an addition

INLINE vec load(const float *p) {
    vec v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store(float *p, vec v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE vec load_pixels(const uint8_t *p) {
    bytes b;
    __builtin_memcpy(&b, p, sizeof b);
    return __builtin_convertvector(b, vec);
}

/// The first n < LANES, then zeros.
INLINE vec load_some(const float *p, size_t n) {
    float v[LANES] = {0};
    __builtin_memcpy(v, p, n * sizeof *p);
    return load(v);
}

INLINE vec load_some_pixels(const uint8_t *p, size_t n) {
    uint8_t b[LANES] = {0};
    __builtin_memcpy(b, p, n);
    return load_pixels(b);
}

/// Prefetches may point past the end of X, where they do nothing.
INLINE void prefetch(const uint8_t *x, size_t ahead) {
    __builtin_prefetch((const void *)((uintptr_t)x + ahead));
}

/// How far accumulate looks ahead: memory is idle meanwhile, so it asks for the next tile.
/// Not for what is no tile: that would not stay in cache.
INLINE size_t next_tile(size_t features, size_t examples) {
    size_t size = features * examples;
    return size <= 256 * 1024 ? size : 0;
}

INLINE float sum(vec v) {
    typedef float vec4 __attribute__((vector_size(16)));
#if LANES == 16
    typedef float vec8 __attribute__((vector_size(32)));
    vec8 h = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
             __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
#elif LANES == 8
    vec h = v;
#endif
#if LANES == 4
    vec4 q = v;
#else
    vec4 q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
#endif
    q += __builtin_shufflevector(q, q, 2, 3, 0, 1);
    return q[0] + q[1];
}

// MARK: one class

/// Scores of J examples. Two sums an example hide the latency of an addition.
INLINE void forward_block(const int J, const uint8_t *x, size_t features, const float *w,
                          float *z, size_t ahead) {
    vec a[J], b[J];
    UNROLL for (int j = 0; j < J; j++) a[j] = b[j] = (vec){};
    size_t i = 0;
    for (; i + 2 * LANES <= features; i += 2 * LANES) {
        // The hardware's prefetcher loses track of several interleaved streams.
        if (ahead && i % 64 < 2 * LANES)
            UNROLL for (int j = 0; j < J; j++)
                prefetch(x + j * features + i, ahead);
        vec u = load(w + i), v = load(w + i + LANES);
        UNROLL for (int j = 0; j < J; j++) {
            a[j] += u * load_pixels(x + j * features + i);
            b[j] += v * load_pixels(x + j * features + i + LANES);
        }
    }
    if (i + LANES <= features) {
        vec u = load(w + i);
        UNROLL for (int j = 0; j < J; j++) a[j] += u * load_pixels(x + j * features + i);
        i += LANES;
    }
    if (i < features) {
        vec v = load_some(w + i, features - i);
        UNROLL for (int j = 0; j < J; j++)
            b[j] += v * load_some_pixels(x + j * features + i, features - i);
    }
    UNROLL for (int j = 0; j < J; j++) z[j] = sum(a[j] + b[j]);
}

static void forward(const uint8_t *x, size_t features, size_t examples, const float *w,
                    float *z) {
    size_t j = 0;
    for (; j + 4 <= examples; j += 4)
        forward_block(4, x + j * features, features, w, z + j, 8 * features);
    for (; j < examples; j++) forward_block(1, x + j * features, features, w, z + j, 0);
}

/// Adds J examples to g. They are first summed by themselves: fewer roundings at the size
/// of g.
INLINE void accumulate_block(const int J, const uint8_t *x, size_t features, const float *dz,
                             float *g, size_t ahead) {
    vec d[J];
    UNROLL for (int j = 0; j < J; j++) d[j] = splat(dz[j]);
    size_t i = 0;
    for (; i + 2 * LANES <= features; i += 2 * LANES) {
        if (ahead && i % 64 < 2 * LANES)
            UNROLL for (int j = 0; j < J; j++)
                prefetch(x + j * features + i, ahead);
        vec a = {}, b = {};
        UNROLL for (int j = 0; j < J; j++) {
            a += d[j] * load_pixels(x + j * features + i);
            b += d[j] * load_pixels(x + j * features + i + LANES);
        }
        store(g + i, load(g + i) + a);
        store(g + i + LANES, load(g + i + LANES) + b);
    }
    if (i + LANES <= features) {
        vec a = {};
        UNROLL for (int j = 0; j < J; j++) a += d[j] * load_pixels(x + j * features + i);
        store(g + i, load(g + i) + a);
        i += LANES;
    }
    for (; i < features; i++) {
        float a = 0;
        UNROLL for (int j = 0; j < J; j++) a += dz[j] * (float)x[j * features + i];
        g[i] += a;
    }
}

static void accumulate(const uint8_t *x, size_t features, size_t examples, const float *dz,
                       float *g) {
    const size_t ahead = next_tile(features, examples);
    size_t j = 0;
    for (; j + 8 <= examples; j += 8)
        accumulate_block(8, x + j * features, features, dz + j, g, ahead);
    for (; j < examples; j++) accumulate_block(1, x + j * features, features, dz + j, g, 0);
}

#include "classes.inc.h"

const struct pixel_kernels TABLE = {
    NAME, forward, accumulate, forward_classes, accumulate_classes,
};
