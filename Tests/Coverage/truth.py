"""The true coverage of each kind of interval in each design of Tests/Coverage, by simulation in NumPy:
another program, another generator, twenty times as many sets. It prints the lines of KnownCoverage.swift:

    python truth.py --sets 200000
"""
import argparse
import numpy as np

Z = 1.959963984540054


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def hermite(nodes=200):
    """Points and weights of the expectation over a standard normal."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    return x, w / w.sum()


def minimum_of_mean(features, probabilities, weights):
    """The coefficients that a fit of infinitely many rows would have: where E[x(P − σ(x·β))] = 0."""
    beta = np.zeros(features.shape[1])
    for _ in range(100):
        p = sigmoid(features @ beta)
        gradient = features.T @ (weights * (probabilities - p))
        hessian = (features * (weights * p * (1 - p))[:, None]).T @ features
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if abs(step).max() < 1e-14:
            break
    return beta


class Large:
    name, rows = "large", 400
    kinds = ["model", "hc0", "hc1", "hc2", "hc3", "profile", "firth"]
    truth = np.array([-0.5, 0.7, -0.6])

    def draw(self, rng, sets):
        x = np.stack([
            np.ones((sets, self.rows)), rng.standard_normal((sets, self.rows)),
            (rng.random((sets, self.rows)) < 0.4).astype(float)], axis=2)
        y = (rng.random((sets, self.rows)) < sigmoid(x @ self.truth)).astype(float)
        return x, y, None, None


class Small:
    name, rows = "small", 50
    kinds = ["model", "hc0", "hc1", "hc2", "hc3", "profile", "firth"]
    truth = np.array([0.3, 0.6, -0.4, 0.3, 0.0])

    def draw(self, rng, sets):
        x = rng.standard_normal((sets, self.rows, 5))
        x[:, :, 0] = 1
        y = (rng.random((sets, self.rows)) < sigmoid(x @ self.truth)).astype(float)
        return x, y, None, None


class Misspecified:
    name, rows = "misspecified", 400
    kinds = ["model", "hc0", "hc1", "hc2", "hc3"]

    def __init__(self):
        x, w = hermite()
        self.truth = minimum_of_mean(
            np.stack([np.ones_like(x), x], axis=1), sigmoid(-1.5 + 0.5 * x + 0.8 * x * x), w)

    def draw(self, rng, sets):
        v = rng.standard_normal((sets, self.rows))
        y = (rng.random((sets, self.rows)) < sigmoid(-1.5 + 0.5 * v + 0.8 * v * v)).astype(float)
        return np.stack([np.ones_like(v), v], axis=2), y, None, None


class Clustered:
    name, rows = "clustered", 400
    kinds = ["model", "hc3", "cluster"]
    size = 5

    def __init__(self):
        a, u = hermite(40), hermite(80)
        z, x = [g.ravel() for g in np.meshgrid(a[0], a[0])]
        w = np.outer(a[1], a[1]).ravel()
        linear = -0.3 + 0.6 * z + 0.6 * x
        p = sum(weight * sigmoid(linear + 1.5 * node) for node, weight in zip(*u))
        self.truth = minimum_of_mean(np.stack([np.ones_like(z), z, x], axis=1), p, w)

    def draw(self, rng, sets):
        groups = self.rows // self.size
        z = np.repeat(rng.standard_normal((sets, groups)), self.size, axis=1)
        u = np.repeat(rng.standard_normal((sets, groups)), self.size, axis=1)
        x = rng.standard_normal((sets, self.rows))
        y = (rng.random((sets, self.rows)) < sigmoid(-0.3 + 0.6 * z + 0.6 * x + 1.5 * u))
        return np.stack([np.ones_like(z), z, x], axis=2), y.astype(float), None, self.size


class Sampled:
    """Rows of the positive class are all taken, of the others a fifth; a weight is 1/probability."""
    name, rows = "sampled", 400
    kinds = ["frequency", "sampling"]
    truth = np.array([-2.0, 0.8])

    def draw(self, rng, sets):
        kept, have = [], 0
        while have < sets * self.rows:
            v = rng.standard_normal(1_000_000)
            y = rng.random(v.size) < sigmoid(self.truth[0] + self.truth[1] * v)
            take = y | (rng.random(v.size) < 0.2)
            kept.append((v[take], y[take]))
            have += take.sum()
        v, y = [np.concatenate([k[i] for k in kept])[: sets * self.rows].reshape(sets, -1)
                for i in (0, 1)]
        return np.stack([np.ones_like(v), v], axis=2), y.astype(float), np.where(y, 1.0, 5.0), None


def information(x, p, w):
    return np.matmul((x * (w * p * (1 - p))[:, :, None]).transpose(0, 2, 1), x)


def value(x, y, w, beta, jeffreys):
    z = np.matmul(x, beta[:, :, None])[:, :, 0]
    result = (w * (np.logaddexp(0, z) - y * z)).sum(axis=1)
    if jeffreys:
        result -= np.linalg.slogdet(information(x, sigmoid(z), w))[1] / 2
    return result


def fit(x, y, w, free, start, jeffreys=False):
    """Fisher's scoring of many sets at once, halving steps that go up; nothing where it does not end."""
    beta = start.copy()
    current = value(x, y, w, beta, jeffreys)
    ended = np.zeros(len(beta), bool)
    for _ in range(60):
        p = sigmoid(np.matmul(x, beta[:, :, None])[:, :, 0])
        full = information(x, p, w)
        residual = w * (y - p)
        if jeffreys:
            leverage = (np.matmul(x, np.linalg.inv(full)) * x).sum(axis=2) * w * p * (1 - p)
            residual = residual + leverage * (0.5 - p)
        gradient = np.matmul(x.transpose(0, 2, 1), residual[:, :, None])[:, free, 0]
        hessian = full[:, free][:, :, free] + 1e-12 * np.eye(len(free))
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        ended = (step * gradient).sum(axis=1) < 1e-12
        if ended.all():
            break
        size = np.where(ended, 0, 1.0)
        for _ in range(30):
            trial = beta.copy()
            trial[:, free] += size[:, None] * step
            new = value(x, y, w, trial, jeffreys)
            worse = new > current + 1e-9
            if not worse.any():
                break
            size = np.where(worse, size / 2, size)
        beta, current = trial, new
    return beta, current, ended


def coverage(design, rng, sets):
    """Of each kind the sets whose interval has the truth, one count a coefficient, and the sets."""
    x, y, w, size = design.draw(rng, sets)
    w = np.ones_like(y) if w is None else w
    k = x.shape[2]
    truth = design.truth
    everything = list(range(k))
    beta, least, ended = fit(x, y, w, everything, np.zeros((sets, k)))
    # Without an optimum the coefficients run away.
    exists = ended & (abs(beta).max(axis=1) < 12) & (
        np.linalg.cond(information(x, sigmoid(np.matmul(x, beta[:, :, None])[:, :, 0]), w)) < 1e7)
    x_, y_, w_, beta_ = x[exists], y[exists], w[exists], beta[exists]
    least = least[exists]
    p = sigmoid(np.matmul(x_, beta_[:, :, None])[:, :, 0])
    inverse = np.linalg.inv(information(x_, p, w_))
    residual = y_ - p
    leverage = (np.matmul(x_, inverse) * x_).sum(axis=2) * p * (1 - p)

    def sandwich(numbers):
        meat = np.matmul((x_ * numbers[:, :, None]).transpose(0, 2, 1), x_)
        return np.matmul(np.matmul(inverse, meat), inverse)

    n = w_.sum(axis=1)[:, None, None]
    counts = {}
    for kind in design.kinds:
        if kind == "firth":
            found, low, ended = fit(x, y, w, everything, np.zeros((sets, k)), True)
            inside = []
            for j in everything:
                start = found.copy()
                start[:, j] = truth[j]
                others = [i for i in everything if i != j]
                _, held, _ = fit(x, y, w, others, start, True)
                inside.append(2 * (held - low) <= Z * Z)
            counts[kind] = (np.stack(inside, axis=1)[ended].sum(axis=0), int(ended.sum()))
            continue
        if kind == "profile":
            inside = []
            for j in everything:
                start = beta_.copy()
                start[:, j] = truth[j]
                others = [i for i in everything if i != j]
                _, held, _ = fit(x_, y_, w_, others, start)
                inside.append(2 * (held - least) <= Z * Z)
            counts[kind] = (np.stack(inside, axis=1).sum(axis=0), len(y_))
            continue
        square = residual**2
        if kind in ("model", "frequency"):
            cov = inverse
        elif kind == "hc0":
            cov = sandwich(w_ * square)
        elif kind == "hc1":
            cov = sandwich(w_ * square) * n / (n - k)
        elif kind == "hc2":
            cov = sandwich(w_ * square / (1 - leverage))
        elif kind == "hc3":
            cov = sandwich(w_ * square / (1 - leverage) ** 2)
        elif kind == "sampling":
            cov = sandwich(w_**2 * square) * design.rows / (design.rows - 1)
        elif kind == "cluster":
            groups = design.rows // size
            sums = (x_ * residual[:, :, None]).reshape(len(x_), groups, size, k).sum(axis=2)
            meat = np.matmul(sums.transpose(0, 2, 1), sums) * groups / (groups - 1)
            cov = np.matmul(np.matmul(inverse, meat), inverse)
        error = np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
        counts[kind] = ((abs(beta_ - truth) <= Z * error).sum(axis=0), len(y_))
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=200_000)
    parser.add_argument("--chunk", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--only")
    asked = parser.parse_args()
    for design in (Large(), Small(), Misspecified(), Clustered(), Sampled()):
        if asked.only and design.name != asked.only:
            continue
        rng = np.random.default_rng([asked.seed, len(design.name)])
        print(design.name, "truth", [float(b) for b in design.truth], flush=True)
        total = {kind: [0, 0] for kind in design.kinds}
        for _ in range(asked.sets // asked.chunk):
            for kind, (inside, of) in coverage(design, rng, asked.chunk).items():
                total[kind][0] = total[kind][0] + inside
                total[kind][1] += of
        for kind, (inside, of) in total.items():
            shares = ", ".join(f"{share:.5f}" for share in inside / of)
            print(f"    .{kind}: [{shares}],  // of {of}", flush=True)


if __name__ == "__main__":
    main()
