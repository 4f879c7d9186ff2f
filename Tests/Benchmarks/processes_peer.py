"""One fit of a peer on many examples, 0 or not, by its default tolerance: prints what it reached.

Usage: processes_peer.py PEER IMAGES LABELS LIBSVM MOST

PEER is scikit-learn, dask-ml or spark; spark reads the LIBSVM file, the others the IDX files. MOST
iterations are made at most. Times are of the fit alone, data in memory. The objective is computed
afterwards in float64, without a penalty on the intercept, whatever the peer minimised.
"""

import json
import os
import sys
import time
import warnings

import numpy as np

L2 = 1e-5
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def examples(images, labels):
    pixels = np.fromfile(images, np.uint8)[16:].reshape(-1, 784)
    return pixels, (np.fromfile(labels, np.uint8)[8:] == 0).astype(np.float64)


def scikit_learn(pixels, y, most):
    from sklearn.linear_model import LogisticRegression
    X = (pixels / np.float32(255)).astype(np.float32)
    start = time.perf_counter()
    model = LogisticRegression(C=1 / (L2 * len(y)), max_iter=most).fit(X, y)
    return time.perf_counter() - start, model.coef_[0], model.intercept_[0], model.n_iter_[0]


def dask_ml(pixels, y, most):
    import dask
    import dask.array as da
    from dask_ml.linear_model import LogisticRegression
    dask.config.set(scheduler="threads", num_workers=CORES)
    rows = -(-len(y) // CORES)
    X = da.from_array((pixels / np.float32(255)).astype(np.float32), chunks=(rows, 784)).persist()
    target = da.from_array(y, chunks=rows).persist()
    start = time.perf_counter()
    # It refuses to normalise features that are always 0, as the border of an image is.
    model = LogisticRegression(C=1 / (L2 * len(y)), solver="lbfgs", max_iter=most,
                               solver_kwargs={"normalize": False})
    model.fit(X, target)
    return time.perf_counter() - start, model.coef_, model.intercept_, most


def spark(path, most):
    from pyspark.ml.classification import LogisticRegression
    from pyspark.ml.feature import ElementwiseProduct
    from pyspark.ml.linalg import Vectors
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import col
    session = SparkSession.builder.master(f"local[{CORES}]").config("spark.driver.memory", "12g") \
        .config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    frame = session.read.format("libsvm").option("numFeatures", 784).load(path)
    scale = ElementwiseProduct(scalingVec=Vectors.dense([1 / 255] * 784), inputCol="features",
                               outputCol="pixels")
    frame = scale.transform(frame).select((col("label") == 0).cast("double").alias("label"),
                                          col("pixels").alias("features"))
    frame = frame.repartition(CORES).cache()
    frame.count()
    start = time.perf_counter()
    model = LogisticRegression(regParam=L2, standardization=False, maxIter=most).fit(frame)
    seconds = time.perf_counter() - start
    steps = model.summary.totalIterations
    weights, intercept = model.coefficients.toArray(), model.intercept
    session.stop()
    return seconds, weights, intercept, steps


def objective(pixels, y, weights, intercept):
    loss = 0.0
    for start in range(0, len(y), 20000):
        part = slice(start, start + 20000)
        z = pixels[part] @ (np.asarray(weights, np.float64) / 255) + float(intercept)
        loss += float(np.sum(np.maximum(z, 0) - z * y[part] + np.log1p(np.exp(-np.abs(z)))))
    return loss / len(y) + L2 / 2 * float(np.dot(weights, weights))


def main():
    peer, images, labels, libsvm, most = sys.argv[1:]
    warnings.simplefilter("ignore")
    pixels, y = examples(images, labels)
    fits = {"scikit-learn": scikit_learn, "dask-ml": dask_ml}
    if peer == "spark":
        seconds, weights, intercept, steps = spark(libsvm, int(most))
    else:
        seconds, weights, intercept, steps = fits[peer](pixels, y, int(most))
    print(json.dumps({"seconds": seconds, "iterations": int(steps),
                      "objective": objective(pixels, y, weights, intercept)}))


if __name__ == "__main__":
    main()
