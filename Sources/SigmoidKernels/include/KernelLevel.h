/// The instruction sets that there are kernels for.
#ifndef KERNEL_LEVEL_H
#define KERNEL_LEVEL_H

#include <stdbool.h>

/// Ascending.
enum kernel_level {
    KERNEL_LEVEL_BASELINE = 0,   ///< what the compiler assumes: SSE2 on x86-64, NEON on arm64
    KERNEL_LEVEL_AVX2 = 1,       ///< x86-64-v3: AVX2 and FMA
    KERNEL_LEVEL_AVX512 = 2,     ///< x86-64-v4: AVX-512 F, BW, CD, DQ, VL
    KERNEL_LEVEL_AVX512VNNI = 3, ///< the same, and VNNI: products of bytes added to integers
};

/// Whether this processor and its operating system can run a level. The baseline always runs.
bool kernel_level_runs(enum kernel_level level);

#endif
