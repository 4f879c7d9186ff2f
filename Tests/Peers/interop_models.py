"""Runs models that Sigmoid exported, or writes models of scikit-learn for it to read.

Usage: interop_models.py check FOLDER       NAME.onnx and cases.json there, by Sigmoid, in onnxruntime
       interop_models.py write FOLDER       puts them there, by skl2onnx
       interop_models.py check-columns FOLDER  NAME.onnx of tables and tables.json, in onnxruntime
       interop_models.py check-npz FOLDER   NAME.npz and cases.json, in NumPy alone
       interop_models.py write-npz FOLDER   puts them there, by numpy.savez

cases.json is a list of {name, inputs, labels, probabilities}, one row an example. tables.json is a list
of {name, columns, labels, probabilities}, a column {name, numbers, days or texts}; null is a missing cell
and the probability of a row that is refused.
"""
import json
import pathlib
import sys
import warnings

import numpy as np

# Of a probability, against float64: weights, inputs and sums are float32, whose error is that of the
# sum of the terms of a score; here these come to 100 at most.
TOLERANCE = 1e-6


def check(folder):
    import onnxruntime

    try:
        import onnx
    except ImportError:
        onnx = None
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        path = str(folder / (case["name"] + ".onnx"))
        if onnx:
            onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        assert [i.name for i in session.get_inputs()] == ["input"]
        expected = np.array(case["probabilities"])
        width = session.get_inputs()[0].shape[1]
        inputs = np.array(case["inputs"], np.float32).reshape(len(expected), width)
        labels, probabilities = session.run(["label", "probabilities"], {"input": inputs})
        assert probabilities.dtype == np.float32 and probabilities.shape == expected.shape
        difference = float(np.abs(probabilities - expected).max())
        # Of equal probabilities either may be the greatest.
        for row, label in zip(expected, labels):
            chosen = row[case["labels"].index(str(label))]
            assert row.max() - chosen <= TOLERANCE, f"{case['name']}: label {label} of {row}"
        assert difference <= TOLERANCE, f"{case['name']}: probabilities differ by {difference}"
        print(f"{case['name']}: labels {labels.dtype}, greatest difference {difference:.1e}")


def check_columns(folder):
    import onnxruntime

    try:
        import onnx
    except ImportError:
        onnx = None
    for case in json.loads((folder / "tables.json").read_text(encoding="utf-8")):
        path = str(folder / (case["name"] + ".onnx"))
        if onnx:
            onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        inputs = session.get_inputs()
        assert [i.name for i in inputs] == [c["name"] for c in case["columns"]]
        feed = {}
        for column, one in zip(case["columns"], inputs):
            if "texts" in column:
                values = np.array([t or "" for t in column["texts"]], object)
                assert one.type == "tensor(string)"
            else:
                kind = np.float32 if "numbers" in column else np.float64
                values = np.array(column.get("numbers", column.get("days")), float).astype(kind)
                assert one.type == {np.float32: "tensor(float)", np.float64: "tensor(double)"}[kind]
            feed[one.name] = values.reshape(-1, 1)
        labels, probabilities = session.run(["label", "probabilities"], feed)
        expected = np.array(case["probabilities"], float)
        assert (np.isnan(expected) == np.isnan(probabilities)).all(), probabilities
        known = ~np.isnan(expected).any(1)
        assert known.any() and not known.all()
        difference = float(np.abs(probabilities - expected)[known].max())
        assert difference <= TOLERANCE, f"{case['name']}: probabilities differ by {difference}"
        for row, label in zip(expected[known], labels[known]):
            assert case["labels"][int(row.argmax())] == label
        print(f"{case['name']}: {len(expected)} rows, greatest difference {difference:.1e}")


def write(folder):
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore")
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 4)).astype(np.float32)
    score = x @ random.normal(size=(4, 3)) + random.gumbel(size=(200, 3))
    three, two = score.argmax(1), (score[:, 0] > 0).astype(int)
    plain = {"options": {"zipmap": False}}
    models = {
        "binary": (LogisticRegression(), two, {}),
        "several": (LogisticRegression(), three, {}),
        "texts": (LogisticRegression(), np.array(["a", "é", "c d"])[three], plain),
        "scaled": (make_pipeline(StandardScaler(), LogisticRegression()), two, {}),
        "liblinear": (LogisticRegression(solver="liblinear"), two, plain),
    }
    cases = []
    for name, (estimator, y, options) in models.items():
        estimator.fit(x, y)
        (folder / (name + ".onnx")).write_bytes(
            to_onnx(estimator, x[:1], **options).SerializeToString())
        cases.append({
            "name": name, "inputs": x[:20].astype(float).tolist(),
            "labels": [str(label) for label in estimator.classes_],
            "probabilities": estimator.predict_proba(x[:20].astype(float)).tolist()})
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def check_npz(folder):
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        f = np.load(folder / (case["name"] + ".npz"))
        weights, intercepts, input_scale = f["weights"], f["intercepts"], f["input_scale"]
        expected = np.array(case["probabilities"])
        x = np.array(case["inputs"], float).reshape(len(expected), weights.shape[1])
        z = x @ weights.T * input_scale + intercepts
        link = str(f["link"][0])
        if link == "logistic":
            p = np.hstack([sigmoid(-z), sigmoid(z)])
        elif link == "softmax":
            p = softmax(z)
        else:
            p = sigmoid(z) / sigmoid(z).sum(1, keepdims=True)
        assert [str(name) for name in f["classes"]] == case["labels"], case["name"]
        assert weights.dtype == intercepts.dtype == np.float64 and weights.ndim == 2
        # Sums of a thousand terms, in another order, of scores up to a hundred.
        difference = float(np.abs(p - expected).max())
        assert difference <= 1e-12, f"{case['name']}: probabilities differ by {difference}"
        assert set(json.loads(str(f["metadata"][0]))) >= {"classes", "training"}
        print(f"{case['name']}: {link}, greatest difference {difference:.1e}")


def write_npz(folder):
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    warnings.filterwarnings("ignore")
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 4))
    score = x @ random.normal(size=(4, 3)) + random.gumbel(size=(200, 3))
    three, two = score.argmax(1), (score[:, 0] > 0).astype(int)
    cases = []

    def add(name, estimator, y, save, **arrays):
        estimator.fit(x, y)
        given = {k: v(estimator) for k, v in arrays.items()}
        save(folder / (name + ".npz"), **given)
        cases.append({
            "name": name, "inputs": x[:20].tolist(),
            "labels": [str(label) for label in estimator.classes_],
            "probabilities": estimator.predict_proba(x[:20]).tolist()})

    attributes = {
        "coef_": lambda m: m.coef_, "intercept_": lambda m: m.intercept_,
        "classes_": lambda m: m.classes_}
    add("binary", LogisticRegression(), two, np.savez, **attributes)
    add("several", LogisticRegression(), three, np.savez_compressed, **attributes)
    add("texts", LogisticRegression(), np.array(["é", "a", "c d"])[three], np.savez, **attributes)
    add("fortran", LogisticRegression(), three * 10, np.savez, W=lambda m: np.asfortranarray(m.coef_),
        b=lambda m: m.intercept_.astype(np.float64), classes=lambda m: m.classes_)
    add("flat", LogisticRegression(), two, np.savez, weights=lambda m: m.coef_.ravel(),
        intercepts=lambda m: m.intercept_)
    add("rest", OneVsRestClassifier(LogisticRegression()), three, np.savez,
        weights=lambda m: np.vstack([e.coef_ for e in m.estimators_]),
        intercepts=lambda m: np.hstack([e.intercept_ for e in m.estimators_]),
        link=lambda m: np.array(["one-vs-rest"]))
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


if __name__ == "__main__":
    tasks = {
        "check": check, "check-columns": check_columns, "write": write, "check-npz": check_npz,
        "write-npz": write_npz}
    tasks[sys.argv[1]](pathlib.Path(sys.argv[2]))
