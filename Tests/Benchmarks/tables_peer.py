"""A peer's whole fit of a cleaned table: reads the CSV, fits, prints weights and intercept as JSON.

Usage: tables_peer.py scikit-learn|LIBLINEAR FILE L2. Scripts as one would write them: features are
standardized, so that the solvers get there; the weights printed are for the columns as they are.
"""

import json
import sys

import numpy as np

TOLERANCE = 1e-8


def scikit_learn(X, y, l2):
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler
    scaler = StandardScaler()
    C = 1 / (l2 * len(y)) if l2 else np.inf
    model = LogisticRegression(C=C, tol=TOLERANCE, max_iter=10000).fit(scaler.fit_transform(X), y)
    return model.coef_[0], model.intercept_[0], scaler.mean_, scaler.scale_


def liblinear(X, y, l2):
    """The primal trust-region fit (-s 0), intercept not penalised (-R)."""
    from liblinear.liblinearutil import problem, train
    from scipy import sparse
    mean, scale = X.mean(axis=0), X.std(axis=0)
    data = problem(np.where(y == 1, 1.0, -1.0), sparse.csr_matrix((X - mean) / scale), bias=1)
    model = train(data, f"-s 0 -c {1 / (l2 * len(y))} -B 1 -R -e {TOLERANCE} -q")
    w, b = model.get_decfun()               # of the label that liblinear put first
    sign = 1 if model.get_labels()[0] == 1 else -1
    return sign * np.array(w), sign * b, mean, scale


def main():
    name, path, l2 = sys.argv[1:]
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    fit = {"scikit-learn": scikit_learn, "LIBLINEAR": liblinear}[name]
    w, b, mean, scale = fit(table[:, :-1], table[:, -1].astype(int), float(l2))
    w = w / scale
    print(json.dumps({"weights": w.tolist(), "intercept": float(b - w @ mean)}))


main()
