#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define TABLE activation_kernels_avx2
#define NAME "AVX2"
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
