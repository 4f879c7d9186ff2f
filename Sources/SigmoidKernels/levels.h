/// The tables of kernels that the files baseline.c, avx2.c, avx512.c and avx512vnni.c define, each for
/// the instruction set in its name.
#ifndef LEVELS_H
#define LEVELS_H

#include "ActivationKernels.h"
#include "PixelKernels.h"

extern const struct pixel_kernels pixel_kernels_baseline;
extern const struct activation_kernels activation_kernels_baseline;
#if defined(__x86_64__)
extern const struct pixel_kernels pixel_kernels_avx2;
extern const struct pixel_kernels pixel_kernels_avx512;
extern const struct pixel_kernels pixel_kernels_avx512vnni;
extern const struct activation_kernels activation_kernels_avx2;
extern const struct activation_kernels activation_kernels_avx512;
#endif

#endif
