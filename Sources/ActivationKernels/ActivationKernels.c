#include "ActivationKernels.h"
#include "levels.h"

const struct activation_kernels *activation_kernels_for(enum activation_level level) {
#if defined(__x86_64__)
    // These ask CPUID for the instructions and XGETBV whether the system saves the
    // registers.
    __builtin_cpu_init();
    if (level == ACTIVATION_LEVEL_AVX512)
        return __builtin_cpu_supports("x86-64-v4") ? &activation_kernels_avx512 : NULL;
    if (level == ACTIVATION_LEVEL_AVX2)
        return __builtin_cpu_supports("x86-64-v3") ? &activation_kernels_avx2 : NULL;
#endif
    return level == ACTIVATION_LEVEL_BASELINE ? &activation_kernels_baseline : NULL;
}

const struct activation_kernels *activation_kernels_best(void) {
    for (int level = ACTIVATION_LEVEL_AVX512; level > ACTIVATION_LEVEL_BASELINE; level--) {
        const struct activation_kernels *kernels = activation_kernels_for((enum activation_level)level);
        if (kernels) return kernels;
    }
    return &activation_kernels_baseline;
}
