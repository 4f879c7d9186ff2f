/// The kernels for one class where the processor has VNNI: in place of one_class.inc.h.
//
// vpdpbusd adds four products of an unsigned and a signed byte to a 32-bit sum: 64 pixels an
// instruction, as they are. So weights, or residuals, become integers, the largest of 2^29
// and more, and these four signed digits to the base 256. Each digit has sums of its own,
// which are exact, and joined in float at the end.
//
// Arithmetic is less than memory then. Scores are made of one example after the other, in
// the order of memory, which the processor's own prefetching follows; of two or three side by
// side they took longer, with and without asking for lines ahead.

enum {
    DIGITS = 4,
    BLOCK = 64,   // pixels in a vector
    SPAN = 2048,  // features whose digits are kept at a time
    SUMMED = 128, // examples whose residuals have one scale
};

_Static_assert(SPAN / BLOCK * 4 * 255 * 128 < 1 << 24, "sums of digits are exact in float");
_Static_assert(SUMMED * 255 * 128 < 1 << 24, "sums of digits are exact in float");

/// Factors, powers of two, that make integers of numbers and numbers of sums of such.
struct scaling {
    float up, down;
};

INLINE __mmask16 first_lanes(size_t n) { return (__mmask16)(n < LANES ? (1u << n) - 1 : 0xffff); }
INLINE __mmask64 first_bytes(size_t n) { return n < BLOCK ? (1ull << n) - 1 : ~0ull; }

/// What is not finite makes everything that comes of it NaN.
static struct scaling scaling_of(const float *p, size_t n) {
    // Without its sign, a larger number has larger bits, and what is not finite the largest.
    const __m512i magnitude = _mm512_set1_epi32(0x7fffffff);
    __m512i most = _mm512_setzero_si512();
    for (size_t i = 0; i < n; i += LANES) {
        __m512i bits = _mm512_maskz_loadu_epi32(first_lanes(n - i), p + i);
        most = _mm512_max_epu32(most, _mm512_and_si512(bits, magnitude));
    }
    uint32_t exponent = _mm512_reduce_max_epu32(most) >> 23;
    if (exponent == 255) return (struct scaling){0, __builtin_nanf("")};
    if (exponent < 30) exponent = 30; // down stays a normal number
    uint32_t up = (283 - exponent) << 23, down = (exponent - 29) << 23;
    struct scaling scaling;
    __builtin_memcpy(&scaling.up, &up, sizeof up);
    __builtin_memcpy(&scaling.down, &down, sizeof down);
    return scaling;
}

/// Four digits each of up to 16 numbers, zeros after the first n: those of a number in one
/// 32-bit word, lowest first.
INLINE __m512i digits_of(const float *p, size_t n, float up) {
    const __m512i half = _mm512_set1_epi32((int)0x80808080);
    __m512 scaled = _mm512_maskz_loadu_ps(first_lanes(n), p) * splat(up);
    return _mm512_xor_si512(_mm512_add_epi32(_mm512_cvtps_epi32(scaled), half), half);
}

/// Sums of digits, each of 16 sums, as numbers times the factor that made the digits.
INLINE vec join(const __m512i *a, size_t stride) {
    vec s = _mm512_cvtepi32_ps(a[(DIGITS - 1) * stride]);
    UNROLL for (int p = DIGITS - 2; p >= 0; p--)
        s = s * splat(256) + _mm512_cvtepi32_ps(a[(size_t)p * stride]);
    return s;
}

/// Adds up to 64 pixels, times their digits, to the sums of an example.
INLINE void add_products(__m512i pixels, const int8_t *digits, __m512i a[DIGITS]) {
    UNROLL for (int p = 0; p < DIGITS; p++)
        a[p] = _mm512_dpbusd_epi32(a[p], pixels, _mm512_load_si512(digits + p * BLOCK));
}

static void forward(const uint8_t *x, size_t features, size_t examples, const float *w,
                    float *z) {
    const struct scaling scaling = scaling_of(w, features);
    _Alignas(64) int8_t digits[SPAN * DIGITS]; // blocks of DIGITS × BLOCK
    size_t from = 0, length;
    do {
        length = features - from < SPAN ? features - from : SPAN;
        for (size_t i = 0; i < length; i += LANES) {
            __m512i d = digits_of(w + from + i, length - i, scaling.up);
            int8_t *q = digits + i / BLOCK * BLOCK * DIGITS + i % BLOCK;
            UNROLL for (int p = 0; p < DIGITS; p++, d = _mm512_srli_epi32(d, 8))
                _mm_store_si128((__m128i *)(q + p * BLOCK), _mm512_cvtepi32_epi8(d));
        }
        const size_t whole = length / BLOCK * BLOCK;
        const __mmask64 rest = first_bytes(length - whole);
        for (size_t j = 0; j < examples; j++) {
            const uint8_t *q = x + j * features + from;
            __m512i a[DIGITS];
            UNROLL for (int p = 0; p < DIGITS; p++) a[p] = _mm512_setzero_si512();
            for (size_t i = 0; i < whole; i += BLOCK)
                add_products(_mm512_loadu_si512(q + i), digits + i * DIGITS, a);
            if (rest) // digits past the end meet zeros
                add_products(_mm512_maskz_loadu_epi8(rest, q + whole), digits + whole * DIGITS, a);
            float s = sum(join(a, 1)) * scaling.down;
            z[j] = from ? z[j] + s : s;
        }
        from += length;
    } while (from < features);
}

/// Adds four examples of 64 features to sums of DIGITS × 4 vectors. `digits` are those of the
/// examples: the lowest of each, then the next.
INLINE void add_examples(const __m512i r[4], const int32_t *digits, __m512i *a) {
    // Pixels of the same feature beside each other.
    __m512i s = _mm512_unpacklo_epi8(r[0], r[1]), t = _mm512_unpackhi_epi8(r[0], r[1]);
    __m512i u = _mm512_unpacklo_epi8(r[2], r[3]), v = _mm512_unpackhi_epi8(r[2], r[3]);
    const __m512i pixels[4] = {_mm512_unpacklo_epi16(s, u), _mm512_unpackhi_epi16(s, u),
                               _mm512_unpacklo_epi16(t, v), _mm512_unpackhi_epi16(t, v)};
    UNROLL for (int p = 0; p < DIGITS; p++)
        UNROLL for (int c = 0; c < 4; c++)
            a[4 * p + c] =
                _mm512_dpbusd_epi32(a[4 * p + c], pixels[c], _mm512_set1_epi32(digits[p]));
}

/// Adds vectors, whose quarters are those of features 4c + 16q, to 64 features of the
/// gradient, or as many as `some` has.
INLINE void add_quarters(const vec s[4], __mmask64 some, float *g) {
    vec a = _mm512_shuffle_f32x4(s[0], s[1], 0x44), b = _mm512_shuffle_f32x4(s[2], s[3], 0x44);
    vec c = _mm512_shuffle_f32x4(s[0], s[1], 0xee), d = _mm512_shuffle_f32x4(s[2], s[3], 0xee);
    const vec sums[4] = {_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd),
                         _mm512_shuffle_f32x4(c, d, 0x88), _mm512_shuffle_f32x4(c, d, 0xdd)};
    UNROLL for (int q = 0; q < 4; q++) {
        const __mmask16 lanes = (__mmask16)(some >> 16 * q);
        if (!lanes) break;
        float *p = g + 16 * q;
        _mm512_mask_storeu_ps(p, lanes, _mm512_maskz_loadu_ps(lanes, p) + sums[q]);
    }
}

/// Asks for lines of the next tile, into the second-level cache, while four lines of this one
/// are worked on: half of that tile. The other half comes by itself, once forward is under way.
/// Returns what follows them.
INLINE uintptr_t prefetch_far(uintptr_t next) {
    UNROLL for (int b = 0; b < 2; b++, next += 64) __builtin_prefetch((const void *)next, 0, 2);
    return next;
}

static void accumulate(const uint8_t *x, size_t features, size_t examples, const float *dz,
                       float *g) {
    uintptr_t next = next_tile(x, features, examples);
    // The digits of four examples in four words, by digit.
    const __m512i by_digit = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    _Alignas(64) int32_t digits[SUMMED];
    for (size_t n; examples > 0; examples -= n, x += n * features, dz += n) {
        n = examples < SUMMED ? examples : SUMMED;
        const struct scaling scaling = scaling_of(dz, n);
        for (size_t j = 0; j < n; j += LANES)
            _mm512_store_si512(digits + j, _mm512_shuffle_epi8(
                digits_of(dz + j, n - j, scaling.up), by_digit));
        for (size_t i = 0; i < features; i += BLOCK) {
            const __mmask64 some = first_bytes(features - i);
            const uint8_t *q = x + i;
            __m512i a[4 * DIGITS], r[4];
            UNROLL for (int p = 0; p < 4 * DIGITS; p++) a[p] = _mm512_setzero_si512();
            size_t j = 0;
            for (; j + 4 <= n; j += 4) {
                if (next && i + BLOCK <= features) next = prefetch_far(next);
                UNROLL for (size_t k = 0; k < 4; k++)
                    r[k] = _mm512_maskz_loadu_epi8(some, q + (j + k) * features);
                add_examples(r, digits + j, a);
            }
            if (j < n) {
                UNROLL for (size_t k = 0; k < 4; k++)
                    r[k] = j + k < n ? _mm512_maskz_loadu_epi8(some, q + (j + k) * features)
                                     : _mm512_setzero_si512();
                add_examples(r, digits + j, a);
            }
            vec s[4];
            UNROLL for (int c = 0; c < 4; c++) s[c] = join(a + c, 4) * splat(scaling.down);
            add_quarters(s, some, g + i);
        }
    }
}
