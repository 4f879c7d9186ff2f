/// The tables that the files baseline.c, avx2.c, avx512.c and avx512vnni.c define.
#ifndef PIXEL_LEVELS_H
#define PIXEL_LEVELS_H

#include "PixelKernels.h"

extern const struct pixel_kernels pixel_kernels_baseline;
#if defined(__x86_64__)
extern const struct pixel_kernels pixel_kernels_avx2;
extern const struct pixel_kernels pixel_kernels_avx512;
extern const struct pixel_kernels pixel_kernels_avx512vnni;
#endif

#endif
