/// Logistic and softmax in the type REAL. Included once for each.
///
/// Only the sums of a loop may be reordered (`reassociate`).

// MARK: logistic

static OVERLOADED void sigmoid(const REAL *z, REAL *a, size_t n) {
    for (size_t j = 0; j < n; j++) {
        REAL t = z[j], e = exp_nonpositive(-size_of(t));
        a[j] = (t < 0 ? e : 1) / (1 + e);
    }
}

INLINE OVERLOADED double sum(const REAL *v, size_t n) {
    double total = 0;
    for (size_t j = 0; j < n; j++) {
        REORDER_SUMS
        total += v[j];
    }
    return total;
}

INLINE OVERLOADED void logistic_group(const int weighted, REAL *restrict z, const REAL *restrict y,
                           const REAL *restrict c, REAL *restrict loss, size_t n,
                           REAL intercept) {
    for (size_t j = 0; j < n; j++) {
        REAL t = z[j] + intercept, size = size_of(t);
        REAL e = exp_nonpositive(-size), inverse = 1 / (1 + e);
        REAL one = (t < 0 ? e : 1) * inverse, zero = (t < 0 ? 1 : e) * inverse;
        // How far the score speaks against y: max(t, 0) − y t without a cancellation, and
        // without inf · 0.
        REAL against = t < 0 ? y[j] : 1 - y[j];
        REAL l = log1p_nonnegative(e) + (against == 0 ? 0 : size * against);
        REAL d = (1 - y[j]) * one - y[j] * zero; // σ(t) − y, small ones to full precision
        loss[j] = weighted ? l * c[j] : l;
        z[j] = weighted ? d * c[j] : d;
    }
}

static OVERLOADED struct activation_sums logistic(REAL *z, const REAL *y, const REAL *c, size_t n,
                                       REAL intercept) {
    struct activation_sums total = {0, 0};
    REAL loss[GROUP];
    for (size_t j = 0; j < n; j += GROUP) {
        size_t m = n - j < GROUP ? n - j : GROUP;
        if (c)
            logistic_group(1, z + j, y + j, c + j, loss, m, intercept);
        else
            logistic_group(0, z + j, y + j, NULL, loss, m, intercept);
        total.loss += sum(loss, m);
        total.residual += sum(z + j, m);
    }
    return total;
}

// MARK: softmax

/// t is n × classes, column-major: the examples of one class are neighbours, so that few
/// classes fill vectors too. n <= GROUP.
static OVERLOADED double softmax_group(REAL *restrict t, const int32_t *restrict label,
                            const REAL *restrict c, size_t classes, size_t n) {
    REAL largest[GROUP], below[GROUP]; // below: largest − score of the label
    REAL rest[GROUP], ones[GROUP];     // Σ e^(t − largest): terms < 1, and terms 1 less one
    REAL weight[GROUP], loss[GROUP], inverse[GROUP];
    for (size_t j = 0; j < n; j++) {
        largest[j] = -(REAL)__builtin_inff();
        rest[j] = 0;
        ones[j] = -1;
        weight[j] = 1;
    }
    if (c) __builtin_memcpy(weight, c, n * sizeof *c);
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) {
            REAL z = t[k * n + j];
            largest[j] = z > largest[j] ? z : largest[j];
        }
    for (size_t j = 0; j < n; j++) {
        REAL z = t[(size_t)label[j] * n + j];
        below[j] = z == largest[j] ? 0 : largest[j] - z; // no inf − inf
    }
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) {
            REAL z = t[k * n + j];
            REAL e = exp_nonpositive(z == largest[j] ? 0 : z - largest[j]);
            REAL one = e == 1 ? 1 : 0;
            rest[j] += e - one;
            ones[j] += one;
            t[k * n + j] = e;
        }
    for (size_t j = 0; j < n; j++) {
        rest[j] += ones[j];
        loss[j] = weight[j] * (log1p_nonnegative(rest[j]) + below[j]);
        inverse[j] = weight[j] / (1 + rest[j]);
    }
    for (size_t k = 0; k < classes; k++)
        for (size_t j = 0; j < n; j++) t[k * n + j] *= inverse[j];
    for (size_t j = 0; j < n; j++) {
        // softmax − 1 of the largest is minus the rest: no cancellation.
        REAL *own = t + (size_t)label[j] * n + j;
        *own = below[j] == 0 ? -rest[j] * inverse[j] : *own - weight[j];
    }
    return sum(loss, n);
}

static OVERLOADED double softmax(REAL *z, const int32_t *label, const REAL *c, size_t classes,
                      size_t columns, size_t n, const REAL *intercept, double *residual) {
    enum { BUFFER = 32 * GROUP };
    REAL t[BUFFER];
    double loss = 0;
    size_t group = classes <= 32 ? GROUP : classes <= BUFFER ? BUFFER / classes : 1, m;
    for (size_t j = 0; j < n; j += m, z += m * columns) {
        m = n - j < group ? n - j : group;
        const REAL *weights = c ? c + j : c;
        // One example is its own transpose, but for a class that has no place in it.
        REAL *own = m == 1 && columns == classes ? z : t;
        for (size_t i = 0; i < m; i++)
            for (size_t k = 0; k < columns; k++)
                own[k * m + i] = z[i * columns + k] + intercept[k];
        for (size_t i = columns * m; i < classes * m; i++) own[i] = 0;
        loss += softmax_group(own, label + j, weights, classes, m);
        for (size_t k = 0; k < columns; k++) residual[k] += sum(own + k * m, m);
        if (own == z) continue;
        for (size_t i = 0; i < m; i++)
            for (size_t k = 0; k < columns; k++) z[i * columns + k] = t[k * m + i];
    }
    return loss;
}
