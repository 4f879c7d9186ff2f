"""The objective in float64, the judge of every model; and, as a script, of safetensors models.

Usage: objective.py FOLDER PROBLEM MODEL...  prints a list of {objective, testErrors}.
"""

import json
import sys

import numpy as np

import idx
from problems import L2, POSITIVE


def targets(problem, labels):
    """1 or 0 for a question of yes or no, the label itself where there are ten classes."""
    positive = POSITIVE[problem]
    return labels.astype(np.int64) if positive is None else np.isin(labels, positive).astype(int)


def objectives(X, y, coefficients):
    """J of each of `coefficients`, pairs of W (classes x features; one row if binary) and b.

    X is m x features in float64. Many models go through one product.
    """
    values, m = [], len(y)
    group = max(1, 40 // len(coefficients[0][0])) if coefficients else 1
    for start in range(0, len(coefficients), group):
        some = coefficients[start:start + group]
        scores = X @ np.concatenate([W for W, _ in some]).T
        column = 0
        for W, b in some:
            Z = scores[:, column:column + len(W)] + b
            column += len(W)
            if len(W) == 1:
                z = Z[:, 0]
                loss = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
            else:
                top = Z.max(axis=1)
                loss = np.log(np.exp(Z - top[:, None]).sum(axis=1)) + top - Z[np.arange(m), y]
            values.append(float(loss.mean() + L2 / 2 * np.sum(W * W)))
    return values


def errors(X, y, W, b):
    Z = X @ W.T + b
    return int(np.sum((Z[:, 0] > 0 if len(W) == 1 else Z.argmax(axis=1)) != y))


def main():
    from safetensors.numpy import load_file
    folder, problem, *models = sys.argv[1:]
    X = idx.pixels(folder) / 255
    y = targets(problem, idx.labels(folder))
    test = idx.pixels(folder, idx.TEST) / 255
    test_y = targets(problem, idx.labels(folder, idx.TEST))
    coefficients = []
    for model in models:
        tensors = load_file(model)
        coefficients.append((np.atleast_2d(tensors["weights"]), tensors["intercepts"]))
    print(json.dumps([{"objective": value, "testErrors": errors(test, test_y, W, b)}
                      for value, (W, b) in zip(objectives(X, y, coefficients), coefficients)]))


if __name__ == "__main__":
    main()
