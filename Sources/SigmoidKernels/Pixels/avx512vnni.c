#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                              \
    __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512))),           \
    apply_to = function)
#define LANES 16
#define MAX_CLASSES 8
#define VNNI 1
#define TABLE pixel_kernels_avx512vnni
#define NAME "AVX-512 VNNI"
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
