#if defined(__x86_64__)
// Without min_vector_width clang would split these vectors into 256-bit halves.
#pragma clang attribute push(                                                              \
    __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define LANES 16
#define MAX_CLASSES 8
#define TABLE pixel_kernels_avx512
#define NAME "AVX-512"
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
