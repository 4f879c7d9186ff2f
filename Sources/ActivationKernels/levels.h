/// The tables that the files baseline.c, avx2.c and avx512.c define.
#ifndef ACTIVATION_LEVELS_H
#define ACTIVATION_LEVELS_H

#include "ActivationKernels.h"

extern const struct activation_kernels activation_kernels_baseline;
#if defined(__x86_64__)
extern const struct activation_kernels activation_kernels_avx2;
extern const struct activation_kernels activation_kernels_avx512;
#endif

#endif
