/// Sums of pixels and of their squares, in whole numbers.

typedef uint32_t words __attribute__((vector_size(4 * LANES)));

/// LANES features of some examples, with sums in registers.
INLINE void moments_block(const uint8_t *x, size_t features, size_t examples, uint32_t *sums,
                          uint32_t *squares) {
    words s = {0}, q = {0};
    for (size_t j = 0; j < examples; j++) {
        bytes b;
        __builtin_memcpy(&b, x + j * features, sizeof b);
        words v = __builtin_convertvector(b, words);
        s += v;
        q += v * v;
    }
    for (size_t i = 0; i < LANES; i++) {
        sums[i] += s[i];
        squares[i] += q[i];
    }
}

static void moments(const uint8_t *x, size_t features, size_t examples, uint32_t *sums,
                    uint32_t *squares) {
    // So many examples at a time that they stay in the first cache for all blocks of features.
    const size_t tile = features ? 1 + 32768 / features : 1;
    for (size_t first = 0; first < examples; first += tile) {
        const uint8_t *p = x + first * features;
        size_t count = examples - first < tile ? examples - first : tile;
        size_t i = 0;
        for (; i + LANES <= features; i += LANES)
            moments_block(p + i, features, count, sums + i, squares + i);
        for (; i < features; i++)
            for (size_t j = 0; j < count; j++) {
                uint32_t v = p[i + j * features];
                sums[i] += v;
                squares[i] += v * v;
            }
    }
}
