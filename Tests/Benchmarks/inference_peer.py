"""What inference.py compares with, one a process.

Usage: inference_peer.py flights FILE | dsyrk | million FILE LABELS
"""

import json
import sys
import time

LEFT_OUT = ["year", "arr_time", "arr_delay", "flight", "tailnum", "air_time", "minute"]


def flights(path):
    """The table of coefficients, as one would write it with statsmodels."""
    import pandas as pd
    import statsmodels.api as sm
    rows = pd.read_csv(path).drop(columns=LEFT_OUT, errors="ignore").dropna()
    late = (rows.pop("late") == "late").astype(float)
    if "time_hour" in rows:
        hours = pd.to_datetime(rows["time_hour"])
        rows["time_hour"] = (hours - hours.min()).dt.total_seconds() / 86400
    words = [name for name in ("carrier", "origin", "dest") if name in rows]
    features = sm.add_constant(pd.get_dummies(rows, columns=words, drop_first=True, dtype=float))
    fit = sm.Logit(late, features).fit(method="newton", disp=0, maxiter=50)
    print(fit.summary2().tables[1].to_csv())


def dsyrk():
    """Seconds of one product of 785 × 60000 numbers with itself, after another one."""
    import numpy as np
    from scipy.linalg.blas import dsyrk as product
    numbers = np.asfortranarray(np.random.default_rng(1).random((785, 60000)))
    product(1.0, numbers)
    start = time.perf_counter()
    product(1.0, numbers)
    print(json.dumps(time.perf_counter() - start))


def million(path, labels):
    import numpy as np
    drawn = np.random.default_rng(1)
    numbers = drawn.standard_normal((1_000_000, 50), dtype=np.float32)
    scores = numbers @ (drawn.standard_normal(50, dtype=np.float32) / 7)
    np.save(path, numbers)
    np.save(labels, (drawn.random(len(scores)) < 1 / (1 + np.exp(-scores))).astype(np.uint8))


{"flights": flights, "dsyrk": dsyrk, "million": million}[sys.argv[1]](*sys.argv[2:])
