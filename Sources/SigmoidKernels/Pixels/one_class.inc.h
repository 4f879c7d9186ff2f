/// The kernels for one class: the first half of kernels.inc.h.
//
// Here conversion costs as much as multiplication, so pixels are loaded four to a word.
// Byte p of a word, masked where it lies, is the pixel times 256^p: an integer that a float
// holds exactly. Only the highest is shifted down, being in the way of the sign. Weights and
// sums lie in planes meanwhile, one for each p, where the factors are taken out by powers of
// two: no result is rounded differently.

typedef uint32_t words __attribute__((vector_size(4 * LANES)));

enum {
    BLOCK = 4 * LANES, // features in a vector of words: one vector in each plane
    SPAN = 2048,       // features whose planes are kept at a time, a multiple of 2 * BLOCK
    SUMMED = 128,      // examples summed before they are added to g: fewer roundings at its size
    AHEAD = 12 * 1024, // bytes from what is read to what is asked for, where there are no tiles
};

static const float factor[4] = {1, 0x1p-8f, 0x1p-16f, 1};

INLINE words load_words(const uint8_t *p) {
    words v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

/// Byte p of each word, divided by factor[p].
INLINE vec plane(words v, const int p) {
    typedef int32_t ints __attribute__((vector_size(4 * LANES))); // unsigned converts slowly
    return __builtin_convertvector((ints)(p == 3 ? v >> 24 : v & 0xffu << 8 * p), vec);
}

INLINE void transpose(vec4 r[4]) {
    vec4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
    vec4 b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
    vec4 c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
    vec4 d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
    r[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
    r[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
    r[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
    r[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/// Lays a block of weights out in planes.
INLINE void split(const float *w, float *planes) {
    UNROLL for (int l = 0; l < LANES; l += 4) {
        vec4 r[4];
        __builtin_memcpy(r, w + 4 * l, sizeof r);
        transpose(r);
        UNROLL for (int p = 0; p < 4; p++) {
            r[p] *= factor[p];
            __builtin_memcpy(planes + p * LANES + l, r + p, sizeof *r);
        }
    }
}

/// Adds planes to a block of the gradient.
INLINE void join(const float *planes, float *g) {
    UNROLL for (int l = 0; l < LANES; l += 4) {
        vec4 r[4], s[4];
        UNROLL for (int p = 0; p < 4; p++) {
            __builtin_memcpy(r + p, planes + p * LANES + l, sizeof *r);
            r[p] *= factor[p];
        }
        transpose(r);
        __builtin_memcpy(s, g + 4 * l, sizeof s);
        UNROLL for (int p = 0; p < 4; p++) s[p] += r[p];
        __builtin_memcpy(g + 4 * l, s, sizeof s);
    }
}

/// Where the block for feature i begins: the last one overlaps the one before.
INLINE size_t block_start(size_t i, size_t features) {
    return i + BLOCK <= features ? i : features - BLOCK;
}

/// Where the last `count` features of all, less than a block, lie in their block.
INLINE size_t rest_start(size_t count, size_t features) {
    return features < BLOCK ? 0 : BLOCK - count;
}

/// Asks for so many bytes of what is worked on next: in the order of memory, which gives most
/// then, and evenly over the work, since few lines can be on their way at a time.
INLINE void prefetch_lines(uintptr_t next, const int bytes) {
    UNROLL for (int b = 0; b < bytes; b += 64) prefetch(next + b);
}

/// Adds a block of J examples to their scores. Two sums an example hide some of the latency
/// of an addition.
INLINE void add_scores(const int J, const uint8_t *x, size_t features, const float *planes,
                       vec *a, vec *b) {
    words v[J];
    UNROLL for (int j = 0; j < J; j++) v[j] = load_words(x + j * features);
    UNROLL for (int p = 0; p < 4; p++) {
        vec u = load(planes + p * LANES);
        UNROLL for (int j = 0; j < J; j++) (p % 2 ? b : a)[j] += u * plane(v[j], p);
    }
}

/// Scores of J examples by the features from `from` to `to`, added to those of the features
/// before. Asks for `ask` bytes a feature, from `next` on.
INLINE void forward_block(const int J, const uint8_t *x, size_t features, size_t from,
                          size_t to, const float *planes, float *z, uintptr_t next,
                          const int ask) {
    vec a[J], b[J];
    UNROLL for (int j = 0; j < J; j++) a[j] = b[j] = (vec){};
    size_t i = from;
    for (; i + 2 * BLOCK <= to; i += 2 * BLOCK, planes += 2 * BLOCK) {
        prefetch_lines(next + ask * i, ask * 2 * BLOCK);
        add_scores(J, x + i, features, planes, a, b);
        add_scores(J, x + i + BLOCK, features, planes + BLOCK, a, b);
    }
    for (; i < to; i += BLOCK, planes += BLOCK)
        add_scores(J, x + block_start(i, features), features, planes, a, b);
    UNROLL for (int j = 0; j < J; j++) {
        float s = sum(a[j] + b[j]);
        z[j] = from ? z[j] + s : s;
    }
}

static void forward(const uint8_t *x, size_t features, size_t examples, const float *w,
                    float *z) {
    uintptr_t next = next_tile(x, features, examples);
    _Alignas(64) float planes[SPAN];
    size_t from = 0, to;
    do {
        to = features - from < SPAN ? features : from + SPAN;
        size_t i = from, j = 0;
        for (; i + BLOCK <= to; i += BLOCK) split(w + i, planes + (i - from));
        if (i < to) { // zeros for what the block before has, or for what there is not
            float v[BLOCK] = {0};
            __builtin_memcpy(v + rest_start(to - i, features), w + i, (to - i) * sizeof *w);
            split(v, planes + (i - from));
        }
        for (; features < BLOCK && j < examples; j++) {
            uint8_t v[BLOCK] = {0};
            __builtin_memcpy(v, x + j * features, features);
            forward_block(1, v, BLOCK, 0, to, planes, z + j, 0, 0);
        }
        for (; j + 3 <= examples; j += 3) {
            const uint8_t *y = x + j * features;
            if (next) // two thirds of the next tile: accumulate asks for the rest
                forward_block(3, y, features, from, to, planes, z + j,
                              next + j * features * 2 / 3, 2);
            else if (features <= SPAN) // or what is read a little later
                forward_block(3, y, features, from, to, planes, z + j, (uintptr_t)y + AHEAD, 3);
            else
                forward_block(3, y, features, from, to, planes, z + j, 0, 0);
        }
        for (; j < examples; j++)
            forward_block(1, x + j * features, features, from, to, planes, z + j, 0, 0);
        from = to;
    } while (from < features);
}

/// Adds I blocks of J examples to planes.
INLINE void add_gradient(const int I, const int J, const uint8_t *x, size_t features,
                         const float *dz, float *planes) {
    vec a[4 * I];
    UNROLL for (int p = 0; p < 4 * I; p++) a[p] = load(planes + p * LANES);
    UNROLL for (int j = 0; j < J; j++) {
        vec d = splat(dz[j]);
        UNROLL for (int i = 0; i < I; i++) {
            words v = load_words(x + j * features + i * BLOCK);
            UNROLL for (int p = 0; p < 4; p++) a[4 * i + p] += d * plane(v, p);
        }
    }
    UNROLL for (int p = 0; p < 4 * I; p++) store(planes + p * LANES, a[p]);
}

/// Adds J examples to the planes of the features from `from` to `to`. Asks for three eighths
/// as much of the next tile, if J is 8.
INLINE void accumulate_block(const int J, const uint8_t *x, size_t features, size_t from,
                             size_t to, const float *dz, float *planes, uintptr_t next) {
    size_t i = from;
    for (; i + 2 * BLOCK <= to; i += 2 * BLOCK, planes += 2 * BLOCK) {
        if (next) prefetch_lines(next + 3 * i, 6 * BLOCK);
        add_gradient(2, J, x + i, features, dz, planes);
    }
    for (; i < to; i += BLOCK, planes += BLOCK)
        add_gradient(1, J, x + block_start(i, features), features, dz, planes);
}

static void accumulate(const uint8_t *x, size_t features, size_t examples, const float *dz,
                       float *g) {
    uintptr_t next = next_tile(x, features, examples);
    if (next) next += examples * features * 5 / 8; // forward has asked for what comes before
    _Alignas(64) float planes[SPAN];
    for (size_t n; examples > 0; examples -= n, x += n * features, dz += n) {
        n = examples < SUMMED ? examples : SUMMED;
        for (size_t from = 0, to; from < features; from = to) {
            to = features - from < SPAN ? features : from + SPAN;
            size_t i = from, j = 0;
            __builtin_memset(planes, 0, (to - from + BLOCK - 1) / BLOCK * BLOCK * sizeof *planes);
            for (; features < BLOCK && j < n; j++) {
                uint8_t v[BLOCK] = {0};
                __builtin_memcpy(v, x + j * features, features);
                accumulate_block(1, v, BLOCK, 0, to, dz + j, planes, 0);
            }
            for (; j + 8 <= n; j += 8)
                accumulate_block(8, x + j * features, features, from, to, dz + j, planes,
                                 next ? next + j * features * 3 / 8 : 0);
            for (; j < n; j++)
                accumulate_block(1, x + j * features, features, from, to, dz + j, planes, 0);
            for (; i + BLOCK <= to; i += BLOCK) join(planes + (i - from), g + i);
            if (i < to) {
                float v[BLOCK] = {0};
                join(planes + (i - from), v);
                const float *rest = v + rest_start(to - i, features);
                for (; i < to; i++) g[i] += *rest++;
            }
        }
        if (next) next += n * features * 3 / 8;
    }
}
