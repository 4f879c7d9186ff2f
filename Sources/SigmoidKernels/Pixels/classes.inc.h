/// The kernels for several classes: the second half of kernels.inc.h.
//
// Here arithmetic is the limit, not memory, so blocks of pixels that are all zero are left
// out: their products would not change a finite sum. The blocks to visit are listed once
// for all classes (which pays from 5 classes on), and only where a first look found zeros:
// data without pays next to nothing.

enum {
    CHUNK = 256, // blocks in a forward list, examples in an accumulate list
    GROUP = 24,  // examples whose forward lists are kept; a multiple of 2, 3 and 4
    LOOK = 8,    // examples looked at before an accumulate list is made
};

/// Examples (forward) or vectors of pixels (accumulate) that share registers with a block
/// of classes: sums, pixels and a weight fill the register file.
#define MANY (MAX_CLASSES == 8 ? 3 : 2)
#define FEW(C) ((C) == 2 ? 4 : 3)
#define ROWS(CLASSES) ((CLASSES) > 4 ? MANY : FEW(CLASSES))

/// Scores of J examples for C classes: each pixel is converted once for C classes, each
/// weight loaded once for J examples. `list` names the vectors of pixels to visit, `rest`
/// < LANES pixels follow at `end`.
INLINE void forward_block_classes(const int J, const int C, const uint8_t *x, size_t stride,
                                  const uint16_t *list, size_t count, size_t end, size_t rest,
                                  const float *w, size_t classes, float *z, int add) {
    vec a[J][C], p[J];
    UNROLL for (int j = 0; j < J; j++)
        UNROLL for (int c = 0; c < C; c++) a[j][c] = (vec){};
    for (size_t n = 0; n < count; n++) {
        size_t i = (size_t)list[n] * LANES;
        UNROLL for (int j = 0; j < J; j++) p[j] = load_pixels(x + j * stride + i);
        UNROLL for (int c = 0; c < C; c++) {
            vec v = load(w + c * stride + i);
            UNROLL for (int j = 0; j < J; j++) a[j][c] += v * p[j];
        }
    }
    if (rest) {
        UNROLL for (int j = 0; j < J; j++) p[j] = load_some_pixels(x + j * stride + end, rest);
        UNROLL for (int c = 0; c < C; c++) {
            vec v = load_some(w + c * stride + end, rest);
            UNROLL for (int j = 0; j < J; j++) a[j][c] += v * p[j];
        }
    }
    UNROLL for (int j = 0; j < J; j++)
        UNROLL for (int c = 0; c < C; c++) {
            float *q = z + j * classes + c;
            *q = add ? *q + sum(a[j][c]) : sum(a[j][c]);
        }
}

/// Gradient of I vectors of pixels for C classes over the examples in `list`.
INLINE void accumulate_block_classes(const int I, const int C, const uint8_t *x, size_t stride,
                                     const uint16_t *list, size_t count, const float *dz,
                                     size_t classes, float *g) {
    vec a[I][C], p[I];
    UNROLL for (int i = 0; i < I; i++)
        UNROLL for (int c = 0; c < C; c++) a[i][c] = (vec){};
    for (size_t n = 0; n < count; n++) {
        const uint8_t *q = x + list[n] * stride;
        const float *d = dz + list[n] * classes;
        UNROLL for (int i = 0; i < I; i++) p[i] = load_pixels(q + i * LANES);
        UNROLL for (int c = 0; c < C; c++) {
            vec v = splat(d[c]);
            UNROLL for (int i = 0; i < I; i++) a[i][c] += v * p[i];
        }
    }
    UNROLL for (int c = 0; c < C; c++)
        UNROLL for (int i = 0; i < I; i++) {
            float *q = g + c * stride + i * LANES;
            store(q, load(q) + a[i][c]);
        }
}

typedef void forward_function(const uint8_t *x, size_t stride, const uint16_t *list,
                              size_t count, size_t end, size_t rest, const float *w,
                              size_t classes, float *z, int add);
typedef void accumulate_function(const uint8_t *x, size_t stride, const uint16_t *list,
                                 size_t count, const float *dz, size_t classes, float *g);

#define DEFINE(NAME, R, C)                                                                 \
    static void forward_##NAME##_##C(const uint8_t *x, size_t stride,                      \
                                     const uint16_t *list, size_t count, size_t end,       \
                                     size_t rest, const float *w, size_t classes,          \
                                     float *z, int add) {                                  \
        forward_block_classes(R, C, x, stride, list, count, end, rest, w, classes, z, add); \
    }                                                                                      \
    static void accumulate_##NAME##_##C(const uint8_t *x, size_t stride,                   \
                                        const uint16_t *list, size_t count,                \
                                        const float *dz, size_t classes, float *g) {       \
        accumulate_block_classes(R, C, x, stride, list, count, dz, classes, g);            \
    }

// clang-format off
DEFINE(one, 1, 2) DEFINE(one, 1, 3) DEFINE(one, 1, 4) DEFINE(one, 1, 5) DEFINE(one, 1, 6)
DEFINE(few, FEW(2), 2) DEFINE(few, FEW(3), 3) DEFINE(few, FEW(4), 4)
DEFINE(many, MANY, 3) DEFINE(many, MANY, 4) DEFINE(many, MANY, 5) DEFINE(many, MANY, 6)
#if MAX_CLASSES == 8
DEFINE(one, 1, 7) DEFINE(one, 1, 8) DEFINE(many, MANY, 7) DEFINE(many, MANY, 8)
#define WIDEST(KIND, NAME) KIND##_##NAME##_7, KIND##_##NAME##_8
#else
#define WIDEST(KIND, NAME) 0
#endif

/// By the number of rows (one, or ROWS of all classes) and the width of the block.
#define BLOCKS(KIND)                                                                       \
    static KIND##_function *const KIND##_one[] = {0, 0,                                    \
        KIND##_one_2, KIND##_one_3, KIND##_one_4, KIND##_one_5, KIND##_one_6, WIDEST(KIND, one)}; \
    static KIND##_function *const KIND##_few[] = {0, 0,                                    \
        KIND##_few_2, KIND##_few_3, KIND##_few_4};                                         \
    static KIND##_function *const KIND##_many[] = {0, 0, 0,                                \
        KIND##_many_3, KIND##_many_4, KIND##_many_5, KIND##_many_6, WIDEST(KIND, many)};
BLOCKS(forward)
BLOCKS(accumulate)
// clang-format on

/// The classes of the next block when so many are left: nearly equal blocks, 3 or more of
/// 5 or more classes.
static size_t next_width(size_t left) {
    size_t blocks = (left + MAX_CLASSES - 1) / MAX_CLASSES;
    return (left + blocks - 1) / blocks;
}

#if LANES == 4
typedef uint32_t word;
#else
typedef uint64_t word;
#endif

/// Not zero if one of n pixels is not; n is a multiple of LANES.
INLINE word any_pixel(const uint8_t *p, const size_t n) {
    word any = 0;
    UNROLL for (size_t i = 0; i < n; i += sizeof any) {
        word some;
        __builtin_memcpy(&some, p + i, sizeof some);
        any |= some;
    }
    return any;
}

/// Lists the vectors, of `vectors`, in which one of MANY examples has a pixel.
INLINE size_t list_vectors(const uint8_t *x, size_t stride, size_t vectors, uint16_t *list) {
    size_t count = 0;
    for (size_t i = 0; i < vectors; i++) {
        word any = 0;
        UNROLL for (size_t j = 0; j < MANY; j++)
            any |= any_pixel(x + j * stride + i * LANES, LANES);
        list[count] = (uint16_t)i;
        count += any != 0;
    }
    return count;
}

static void forward_classes(const uint8_t *x, size_t features, size_t examples,
                            const float *w, size_t classes, float *z) {
    if (classes == 1) {
        forward(x, features, examples, w, z);
        return;
    }
    const size_t rows = ROWS(classes);
    uint16_t all[CHUNK], lists[GROUP / 2][CHUNK];
    for (size_t i = 0; i < CHUNK; i++) all[i] = (uint16_t)i;
    for (size_t j = 0; features == 0 && j < classes * examples; j++) z[j] = 0;
    for (size_t i = 0; i < features; i += CHUNK * LANES) {
        size_t length = features - i < CHUNK * LANES ? features - i : CHUNK * LANES;
        size_t vectors = length / LANES, rest = length % LANES;
        for (size_t j = 0; j < examples; j += GROUP) {
            size_t n = examples - j < GROUP ? examples - j : GROUP, counts[GROUP / 2];
            const uint16_t *list[GROUP / 2];
            int dense = classes <= 4;
            for (size_t r = 0; r < n; r += rows) {
                const uint8_t *q = x + i + (j + r) * features;
                size_t k = r / rows;
                list[k] = all;
                counts[k] = vectors;
                if (dense || n - r < rows) continue;
                list[k] = lists[k];
                counts[k] = list_vectors(q, features, vectors, lists[k]);
                dense = counts[k] > vectors - vectors / 8;
            }
            for (size_t c = 0, width; c < classes; c += width) {
                width = next_width(classes - c);
                forward_function *block = classes > 4 ? forward_many[width] : forward_few[width];
                const float *v = w + i + c * features;
                for (size_t r = 0; r < n; r += rows) {
                    const uint8_t *q = x + i + (j + r) * features;
                    float *y = z + c + (j + r) * classes;
                    size_t k = r / rows;
                    if (c == 0)
                        for (size_t b = 0; b < rows * length; b += 64)
                            prefetch((uintptr_t)(q + b) + GROUP * features);
                    if (n - r >= rows)
                        block(q, features, list[k], counts[k], vectors * LANES, rest, v, classes,
                              y, i > 0);
                    else
                        for (size_t s = 0; s < n - r; s++)
                            forward_one[width](q + s * features, features, all, vectors,
                                               vectors * LANES, rest, v, classes,
                                               y + s * classes, i > 0);
                }
            }
        }
    }
}

/// Lists the examples, of at most CHUNK, that have one of n pixels.
INLINE size_t list_examples(const uint8_t *x, size_t stride, size_t examples, const size_t n,
                            uint16_t *list) {
    size_t count = 0, j = 0;
    for (; j < examples && j < LOOK; j++) {
        list[count] = (uint16_t)j;
        count += any_pixel(x + j * stride, n) != 0;
    }
    if (count == LOOK) { // probably no zeros here
        for (; j < examples; j++) list[j] = (uint16_t)j;
        return examples;
    }
    for (; j < examples; j++) {
        list[count] = (uint16_t)j;
        count += any_pixel(x + j * stride, n) != 0;
    }
    return count;
}

static void accumulate_classes(const uint8_t *x, size_t features, size_t examples,
                               const float *dz, size_t classes, float *g) {
    if (classes == 1) {
        accumulate(x, features, examples, dz, g);
        return;
    }
    uint16_t list[CHUNK];
    for (size_t j = 0; j < CHUNK; j++) list[j] = (uint16_t)j;
    uintptr_t next = next_tile(x, features, examples);
    while (examples > 0) {
        size_t n = examples < CHUNK ? examples : CHUNK, count = n, i = 0;
        while (i + LANES <= features) {
            size_t rows = i + ROWS(classes) * LANES <= features ? ROWS(classes) : 1;
            if (classes > 4)
                count = rows == 1 ? list_examples(x + i, features, n, LANES, list)
                                  : list_examples(x + i, features, n, MANY * LANES, list);
            if (next) // this block's share of the next tile
                for (size_t b = i * n; b < (i + rows * LANES) * n; b += 64) prefetch(next + b);
            for (size_t c = 0, width; c < classes; c += width) {
                width = next_width(classes - c);
                accumulate_function *block = rows == 1     ? accumulate_one[width]
                                             : classes > 4 ? accumulate_many[width]
                                                           : accumulate_few[width];
                block(x + i, features, list, count, dz + c, classes, g + i + c * features);
            }
            i += rows * LANES;
        }
        for (; i < features; i++)
            for (size_t c = 0; c < classes; c++) {
                float a = 0;
                for (size_t j = 0; j < n; j++)
                    a += dz[j * classes + c] * (float)x[j * features + i];
                g[c * features + i] += a;
            }
        if (next) next += n * features;
        x += n * features;
        dz += n * classes;
        examples -= n;
    }
}

