"""One fit of a peer, to a tight tolerance, and the way there: prints it as JSON.

Usage: solver_peer.py PEER DTYPE PROBLEM FOLDER SECONDS

The peer's iterates are copied as it makes them (some microseconds each), and their objectives are
computed afterwards in float64. So one fit tells when the peer was within any gap: no later than a
tolerance that is exactly right for that gap would have stopped it. `default` is where the peer's
own default tolerance would have. liblinear shows no iterates: it fits once for each tolerance.
A fit is ended after SECONDS. Times are of the fit alone, data in memory in the layout it likes.
"""

import json
import sys
import time
import warnings

import numpy as np

import idx
import objective
from problems import L2

DEFAULT_TOLERANCE = 1e-4        # scikit-learn's and scikit-learn-intelex's
TIGHT = {"newton-cholesky": 1e-12, "lbfgs": 1e-9, "oneDAL lbfgs": 1e-9}
MOST_EVALUATED = 150            # iterates whose objective is computed


class Trace:
    """The iterates of one fit: seconds since its start, the parameters, would it stop here."""

    def __init__(self, limit):
        self.limit, self.start, self.points = limit, None, []
        self.gradient = np.inf

    def add(self, parameters, would_stop):
        self.points.append((time.perf_counter() - self.start, np.array(parameters), would_stop))

    def is_over(self):
        return time.perf_counter() - self.start > self.limit


def watch_lbfgs(trace):
    """Both scikit-learn and oneDAL's front call scipy.optimize.minimize: put a watch around it."""
    import scipy.optimize
    original = scipy.optimize.minimize

    def watched(function, start, *rest, callback=None, **options):
        def evaluate(x, *arguments):
            value, gradient = function(x, *arguments)
            trace.gradient = np.max(np.abs(gradient))
            return value, gradient

        def observe(x):
            trace.add(x, bool(trace.gradient <= DEFAULT_TOLERANCE))
            if callback:
                callback(x)
            if trace.is_over():
                raise StopIteration

        return original(evaluate, start, *rest, callback=observe, **options)

    scipy.optimize.minimize = watched


def watch_newton(trace):
    from sklearn.linear_model._glm._newton_solver import NewtonSolver
    original = NewtonSolver.check_convergence

    def check(self, X, y, sample_weight):
        tight, self.tol = self.tol, DEFAULT_TOLERANCE
        original(self, X, y, sample_weight)
        would_stop, self.tol, self.converged = self.converged, tight, False
        trace.add(self.coef, bool(would_stop))
        original(self, X, y, sample_weight)
        self.converged = self.converged or trace.is_over()

    NewtonSolver.check_convergence = check


def unpackings(classes, features):
    """The ways in which solvers lay out W and b in one vector."""
    rows = 1 if classes == 2 else classes
    for order in "FC":
        for first in (False, True):
            for scale in (1, 0.5):
                def unpack(x, order=order, first=first, scale=scale):
                    matrix = scale * x.astype(np.float64).reshape((rows, features + 1), order=order)
                    if first:
                        return matrix[:, 1:], matrix[:, 0]
                    return matrix[:, :-1], matrix[:, -1]
                yield unpack


def scikit_learn(name, X, y, limit):
    """The trace of coefficients of LogisticRegression, scikit-learn's or oneDAL's."""
    from sklearn.linear_model import LogisticRegression
    trace = Trace(limit)
    if name == "oneDAL lbfgs":
        from sklearnex.linear_model import LogisticRegression  # noqa: F811
    solver = name.split()[-1]
    (watch_newton if solver == "newton-cholesky" else watch_lbfgs)(trace)
    warnings.simplefilter("ignore")

    def fit(X, y, most):
        trace.points, trace.start = [], time.perf_counter()
        model = LogisticRegression(C=1 / (L2 * len(y)), solver=solver, tol=TIGHT[name],
                                   max_iter=most).fit(X, y)
        return model, time.perf_counter() - trace.start

    fit(X[:2000], y[:2000], 3)          # imports and thread pools, not timed
    model, seconds = fit(X, y, 100000)
    final = (np.float64(model.coef_), np.float64(model.intercept_))
    classes = len(np.unique(y))
    for unpack in unpackings(classes, X.shape[1]):
        if trace.points and np.allclose(unpack(trace.points[-1][1])[0], final[0], 1e-4, 1e-5):
            # A fit that ended by itself, its tolerance unmet, would have with a looser one too.
            trace.points[-1] = (*trace.points[-1][:2], seconds < limit)
            return [(at, *unpack(x), stop) for at, x, stop in trace.points]
    return [(seconds, *final, seconds < limit)]


def liblinear(X, y, limit):
    """The primal trust-region fit (-s 0), intercept not penalised (-R), for each tolerance."""
    from liblinear.liblinearutil import problem, train
    from scipy import sparse
    points, data = [], problem(np.where(y == 1, 1.0, -1.0), sparse.csr_matrix(X), bias=1)
    begin = time.perf_counter()
    for tolerance in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
        start = time.perf_counter()
        model = train(data, f"-s 0 -c {1 / (L2 * len(y))} -B 1 -R -e {tolerance} -q")
        seconds = time.perf_counter() - start
        w, b = model.get_decfun()               # of the label that liblinear put first
        sign = 1 if model.get_labels()[0] == 1 else -1
        points.append((seconds, sign * np.array([w]), sign * np.array([b]), tolerance == 1e-2))
        if time.perf_counter() - begin > limit:
            break
    return points


def thinned(points):
    """Few enough points to judge them all; where a default would stop, and the last, are kept."""
    step = -(-len(points) // MOST_EVALUATED)
    stop = next((i for i, point in enumerate(points) if point[3]), None)
    kept = [point for i, point in enumerate(points)
            if i % step == step - 1 or i in (stop, len(points) - 1)]
    return kept, None if stop is None else points[stop]


def main():
    name, dtype, problem, folder, limit = sys.argv[1:]
    pixels = idx.pixels(folder)
    X = idx.features_by_examples(pixels, "examples", np.dtype(dtype).type).T
    y = objective.targets(problem, idx.labels(folder))
    if name == "liblinear":
        points = liblinear(X, y, float(limit))
    else:
        points = scikit_learn(name, X, y, float(limit))
    kept, default = thinned(points)
    values = objective.objectives(pixels / 255, y, [point[1:3] for point in kept])
    test = idx.pixels(folder, idx.TEST) / 255
    test_y = objective.targets(problem, idx.labels(folder, idx.TEST))
    print(json.dumps({
        "trace": [[point[0], value] for point, value in zip(kept, values)],
        "iterations": len(points),
        "default": None if default is None else next(
            {"seconds": point[0], "objective": value}
            for point, value in zip(kept, values) if point is default),
        "testErrors": objective.errors(test, test_y, *points[-1][1:3])}))


if __name__ == "__main__":
    main()
