/// The products of one class in double, for passes that need all digits: pixels become doubles in
/// registers, and all sums are in double.

#define HALF (LANES / 2)
typedef double vecd __attribute__((vector_size(8 * HALF)));
typedef uint8_t half_bytes __attribute__((vector_size(HALF)));
typedef int32_t half_words __attribute__((vector_size(4 * HALF)));

INLINE vecd load_doubles(const double *p) {
    vecd v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

INLINE vecd load_pixels_double(const uint8_t *p) {
    half_bytes b;
    __builtin_memcpy(&b, p, sizeof b);
    return __builtin_convertvector(__builtin_convertvector(b, half_words), vecd);
}

INLINE double sum_doubles(vecd v) {
    double s = 0;
    for (int i = 0; i < HALF; i++) s += v[i];
    return s;
}

static void forward_double(const uint8_t *x, size_t features, size_t examples,
                           const double *w, double *z) {
    for (size_t j = 0; j < examples; j++) {
        const uint8_t *p = x + j * features;
        vecd a = {0}, b = {0}, c = {0}, d = {0};
        size_t i = 0;
        for (; i + 4 * HALF <= features; i += 4 * HALF) {
            a += load_doubles(w + i) * load_pixels_double(p + i);
            b += load_doubles(w + i + HALF) * load_pixels_double(p + i + HALF);
            c += load_doubles(w + i + 2 * HALF) * load_pixels_double(p + i + 2 * HALF);
            d += load_doubles(w + i + 3 * HALF) * load_pixels_double(p + i + 3 * HALF);
        }
        double rest = 0;
        for (; i < features; i++) rest += w[i] * p[i];
        z[j] = sum_doubles((a + b) + (c + d)) + rest;
    }
}

/// 4 * HALF features, with their sums in registers.
INLINE void accumulate_double_block(const uint8_t *x, size_t features, size_t examples,
                                    const double *dz, double *g) {
    vecd a = {0}, b = {0}, c = {0}, d = {0};
    for (size_t j = 0; j < examples; j++) {
        const uint8_t *p = x + j * features;
        vecd r = dz[j] - (vecd){0};
        a += r * load_pixels_double(p);
        b += r * load_pixels_double(p + HALF);
        c += r * load_pixels_double(p + 2 * HALF);
        d += r * load_pixels_double(p + 3 * HALF);
    }
    a += load_doubles(g);
    b += load_doubles(g + HALF);
    c += load_doubles(g + 2 * HALF);
    d += load_doubles(g + 3 * HALF);
    __builtin_memcpy(g, &a, sizeof a);
    __builtin_memcpy(g + HALF, &b, sizeof b);
    __builtin_memcpy(g + 2 * HALF, &c, sizeof c);
    __builtin_memcpy(g + 3 * HALF, &d, sizeof d);
}

static void accumulate_double(const uint8_t *x, size_t features, size_t examples,
                              const double *dz, double *g) {
    // So many examples at a time that they stay in the first cache for all blocks of features.
    const size_t tile = features ? 1 + 32768 / features : 1;
    for (size_t first = 0; first < examples; first += tile) {
        const uint8_t *p = x + first * features;
        size_t count = examples - first < tile ? examples - first : tile;
        size_t i = 0;
        for (; i + 4 * HALF <= features; i += 4 * HALF)
            accumulate_double_block(p + i, features, count, dz + first, g + i);
        for (; i < features; i++) {
            double s = 0;
            for (size_t j = 0; j < count; j++) s += dz[first + j] * p[i + j * features];
            g[i] += s;
        }
    }
}

static void widen(const uint8_t *x, size_t count, double factor, double *y) {
    size_t i = 0;
    for (; i + HALF <= count; i += HALF) {
        vecd v = load_pixels_double(x + i) * (factor - (vecd){0});
        __builtin_memcpy(y + i, &v, sizeof v);
    }
    for (; i < count; i++) y[i] = x[i] * factor;
}
