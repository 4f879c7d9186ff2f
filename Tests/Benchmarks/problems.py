"""The fits that the solvers are timed on: l2 = 1/60000, which is scikit-learn's C = 1."""

L2 = 1 / 60000
GAPS = (1e-4, 1e-5, 1e-6, 1e-7)

ODD, ZERO, DIGITS = "odd or even", "0 or not", "ten classes"

# The positive labels; None: softmax over all.
POSITIVE = {ODD: (1, 3, 5, 7, 9), ZERO: (0,), DIGITS: None}


def question(problem):
    """The options of `sigmoid train` that ask it."""
    positive = POSITIVE[problem]
    return ["--multiclass"] if positive is None else ["--positive", ",".join(map(str, positive))]


def known_optimum(golden, problem):
    """The objective at the optimum of MNIST from golden/mnist.json, or None."""
    entries = golden["softmaxOptimum"] if POSITIVE[problem] is None else [
        entry for entry in golden["optimum"]
        if tuple(entry["positive"]) == POSITIVE[problem] and entry["negative"] is None]
    return next((entry["objective"] for entry in entries if abs(entry["l2"] - L2) < 1e-12), None)
