#include "PixelKernels.h"
#include "levels.h"

const struct pixel_kernels *pixel_kernels_for(enum pixel_level level) {
#if defined(__x86_64__)
    // These ask CPUID for the instructions and XGETBV whether the system saves the
    // registers.
    __builtin_cpu_init();
    if (level == PIXEL_LEVEL_AVX512VNNI)
        return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni")
                   ? &pixel_kernels_avx512vnni
                   : NULL;
    if (level == PIXEL_LEVEL_AVX512)
        return __builtin_cpu_supports("x86-64-v4") ? &pixel_kernels_avx512 : NULL;
    if (level == PIXEL_LEVEL_AVX2)
        return __builtin_cpu_supports("x86-64-v3") ? &pixel_kernels_avx2 : NULL;
#endif
    return level == PIXEL_LEVEL_BASELINE ? &pixel_kernels_baseline : NULL;
}

const struct pixel_kernels *pixel_kernels_best(void) {
    for (int level = PIXEL_LEVEL_AVX512VNNI; level > PIXEL_LEVEL_BASELINE; level--) {
        const struct pixel_kernels *kernels = pixel_kernels_for((enum pixel_level)level);
        if (kernels) return kernels;
    }
    return &pixel_kernels_baseline;
}
