/// The two products of a linear model on pixels kept as bytes.
///
/// X is features × examples, column-major: example j is the `features` bytes at
/// x + j * features. Bytes become floats in registers and all arithmetic is float, but for
/// one class with VNNI; a scale such as 1/255 belongs in the weights and the gradient. No
/// pointer needs any alignment, nothing outside the arrays is read or written, inputs and
/// outputs must not overlap, and any size may be zero.
///
/// Call with a tile of examples that stays in cache (96 of MNIST's), forward then
/// accumulate: they prefetch from the tile that follows in memory. The scores of an
/// example do not depend on its neighbours, so they are the same bits in any tiling; a
/// gradient's bits depend on where tiles begin and end. This holds for finite weights:
/// with several classes, blocks of zero pixels may be skipped, and with them 0 · inf.
///
/// One class has a cost for each call, that of three examples of MNIST, with VNNI of ten.
/// It is rounded as float where weights are zero or over 2⁻¹¹⁰ and sums of dz x under 2¹¹¹.
/// With VNNI its sums are rounded less, and of any size, but weights are rounded to 2⁻³⁰ of
/// the largest of them, residuals to 2⁻³⁰ of the largest of each 128 from the first on, and
/// neither finer than 2⁻¹²⁷; where one is not finite, all that comes of them is NaN.
#ifndef PIXEL_KERNELS_H
#define PIXEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "KernelLevel.h"

#pragma clang assume_nonnull begin

/// The kernels of one level. Immutable and shared: safe from any thread.
struct pixel_kernels {
    /// What a person calls the level: "baseline", "AVX2", "AVX-512", "AVX-512 VNNI".
    const char *name;

    /// z[j] = Σ_i w[i] x[i + j * features]. w: features, z: examples (overwritten).
    void (*forward)(const uint8_t *x, size_t features, size_t examples, const float *w,
                    float *z);

    /// g[i] += Σ_j dz[j] x[i + j * features]. dz: examples, g: features.
    void (*accumulate)(const uint8_t *x, size_t features, size_t examples, const float *dz,
                       float *g);

    /// Z = WᵀX for several classes. w: features × classes, z: classes × examples
    /// (overwritten), both column-major.
    void (*forward_classes)(const uint8_t *x, size_t features, size_t examples,
                            const float *w, size_t classes, float *z);

    /// G += X dZᵀ for several classes. dz: classes × examples, g: features × classes,
    /// both column-major.
    void (*accumulate_classes)(const uint8_t *x, size_t features, size_t examples,
                               const float *dz, size_t classes, float *g);

    /// sums[i] += Σ_j x[i + j * features] and squares[i] += Σ_j x[i + j * features]², modulo
    /// 2³²: exact for up to 65536 examples from zeros. Both: features.
    void (*moments)(const uint8_t *x, size_t features, size_t examples, uint32_t *sums,
                    uint32_t *squares);

    /// forward and accumulate in double, with no rounding to float anywhere.
    void (*forward_double)(const uint8_t *x, size_t features, size_t examples,
                           const double *w, double *z);
    void (*accumulate_double)(const uint8_t *x, size_t features, size_t examples,
                              const double *dz, double *g);

    /// y[i] = x[i] * factor. Both: count.
    void (*widen)(const uint8_t *x, size_t count, double factor, double *y);
};

/// The kernels of `level`, or null when this processor or operating system cannot run
/// them. The baseline is never null.
const struct pixel_kernels *_Nullable pixel_kernels_for(enum kernel_level level);

#pragma clang assume_nonnull end

#endif
