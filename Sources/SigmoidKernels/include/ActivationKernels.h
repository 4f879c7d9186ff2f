/// Logistic and softmax on the scores of a tile, with their losses.
///
/// Arrays need no alignment and may have any length, zero included. Losses and residuals
/// are summed in double, in an order that depends on the length alone.
#ifndef ACTIVATION_KERNELS_H
#define ACTIVATION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "KernelLevel.h"

#pragma clang assume_nonnull begin

/// What one call adds to an evaluation.
struct activation_sums {
    double loss;     ///< Σ_j c_j loss_j
    double residual; ///< Σ_j c_j (a_j − y_j), the intercept's gradient
};

/// The kernels of one level. Immutable and shared: safe from any thread.
struct activation_kernels {
    const char *name;

    /// a[j] = 1 / (1 + e^−z[j]). a may be z.
    void (*sigmoid)(const float *z, float *a, size_t n);

    /// For t = z[j] + intercept: loss max(t, 0) − y t + log1p(e^−|t|), and z[j] becomes
    /// c[j] (σ(t) − y[j]). A null `c` means all ones.
    struct activation_sums (*logistic)(float *z, const float *y, const float *_Nullable c,
                                       size_t n, float intercept);

    /// Z is columns × n, column-major; label[j] in 0..<classes. For t = z + intercept, one a
    /// column: loss logsumexp(t_j) − t[label[j], j], and Z becomes c[j] (softmax(t) −
    /// one-hot), whose sums, one a column, are added to `residual`. A null `c` means all
    /// ones. Columns are the classes or, of up to 2048 classes, all but the last, whose t is 0.
    /// Returns Σ_j c_j loss_j.
    double (*softmax)(float *z, const int32_t *label, const float *_Nullable c,
                      size_t classes, size_t columns, size_t n, const float *intercept,
                      double *residual);

    // The same in double.

    void (*sigmoid_double)(const double *z, double *a, size_t n);

    struct activation_sums (*logistic_double)(double *z, const double *y,
                                              const double *_Nullable c, size_t n,
                                              double intercept);

    double (*softmax_double)(double *z, const int32_t *label, const double *_Nullable c,
                             size_t classes, size_t columns, size_t n, const double *intercept,
                             double *residual);
};

/// The kernels of `level`, or of the best below it that has its own; null when this processor or
/// operating system cannot run them. The baseline is never null.
const struct activation_kernels *_Nullable activation_kernels_for(enum kernel_level level);

#pragma clang assume_nonnull end

#endif
