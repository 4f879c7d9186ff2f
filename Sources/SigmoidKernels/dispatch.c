#include "ActivationKernels.h"
#include "KernelLevel.h"
#include "PixelKernels.h"
#include "levels.h"

#include <stddef.h>

bool kernel_level_runs(enum kernel_level level) {
#if defined(__x86_64__)
    // These ask CPUID for the instructions and XGETBV whether the system saves the
    // registers.
    __builtin_cpu_init();
    if (level == KERNEL_LEVEL_AVX512VNNI)
        return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni");
    if (level == KERNEL_LEVEL_AVX512) return __builtin_cpu_supports("x86-64-v4");
    if (level == KERNEL_LEVEL_AVX2) return __builtin_cpu_supports("x86-64-v3");
#endif
    return level == KERNEL_LEVEL_BASELINE;
}

const struct pixel_kernels *pixel_kernels_for(enum kernel_level level) {
    if (!kernel_level_runs(level)) return NULL;
#if defined(__x86_64__)
    if (level == KERNEL_LEVEL_AVX512VNNI) return &pixel_kernels_avx512vnni;
    if (level == KERNEL_LEVEL_AVX512) return &pixel_kernels_avx512;
    if (level == KERNEL_LEVEL_AVX2) return &pixel_kernels_avx2;
#endif
    return &pixel_kernels_baseline;
}

const struct activation_kernels *activation_kernels_for(enum kernel_level level) {
    if (!kernel_level_runs(level)) return NULL;
#if defined(__x86_64__)
    // VNNI is of products on bytes alone.
    if (level >= KERNEL_LEVEL_AVX512) return &activation_kernels_avx512;
    if (level == KERNEL_LEVEL_AVX2) return &activation_kernels_avx2;
#endif
    return &activation_kernels_baseline;
}
