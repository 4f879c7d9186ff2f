#include <cblas.h>

/// OpenBLAS's own, of no header: a buffer for a thread that multiplies, which it keeps for the next one
/// that does. Null where a BLAS has another way.
extern void *blas_memory_alloc(int) __attribute__((weak));
extern void blas_memory_free(void *) __attribute__((weak));

/// Has OpenBLAS take its buffers for so many threads at a time now.
static inline void copenblas_reserve(int threads) {
    enum { most = 64 };
    void *buffers[most];
    if (!blas_memory_alloc || !blas_memory_free) return;
    int count = threads < most ? threads : most;
    for (int index = 0; index < count; index++) buffers[index] = blas_memory_alloc(1);
    for (int index = 0; index < count; index++) blas_memory_free(buffers[index]);
}
