/// The kernels, written once for vectors of LANES floats. Included by one file for each
/// level, which defines LANES, MAX_CLASSES (how many classes one block of registers takes),
/// TABLE and NAME, and VNNI where there is that, and sets the target of all functions.
///
/// Every block below keeps its sums in registers and has the same order of additions for
/// each sum, whatever block it falls into: rests of a loop give the same bits as its body.
#include "../levels.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef float vec4 __attribute__((vector_size(16)));
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

/// Asks for a cache line. Addresses may lie past the end of X, where this does nothing.
INLINE void prefetch(uintptr_t address) { __builtin_prefetch((const void *)address); }

/// Where the next tile is: memory is idle while one is worked on. 0 for what is no tile, since
/// that would not stay in cache.
INLINE uintptr_t next_tile(const uint8_t *x, size_t features, size_t examples) {
    size_t size = features * examples;
    return size <= 256 * 1024 ? (uintptr_t)x + size : 0;
}

INLINE float sum(vec v) {
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

#ifdef VNNI
#include "one_class_vnni.inc.h"
#else
#include "one_class.inc.h"
#endif
#include "classes.inc.h"

#include "moments.inc.h"
#include "double.inc.h"

const struct pixel_kernels TABLE = {
    NAME,    forward,        accumulate,        forward_classes, accumulate_classes,
    moments, forward_double, accumulate_double, widen,
};
