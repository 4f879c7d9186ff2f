"""The peer: epochs of the same descent in JAX on the CPU, float32, one compiled step an epoch.

Usage: epoch_jax.py FOLDER EXAMPLES CLASSES ORDER EPOCHS, as epoch_numpy.py. The first epoch
compiles and is left out of the median.
"""

import functools
import json
import os
import statistics
import sys
import time

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

import idx

RATE = 0.1


def scores(W, b, X, order):
    """Z, classes x examples, or a row of examples where W is a vector."""
    product = W @ X if order == "features" else (X @ W.T).T
    return product + b


def binary_loss(parameters, X, Y, order):
    Z = scores(*parameters, X, order)
    return jnp.mean(jax.nn.softplus(Z) - Y * Z)


def softmax_loss(parameters, X, Y, order):
    Z = scores(*parameters, X, order)
    return jnp.mean(jax.nn.logsumexp(Z, axis=0) - jnp.sum(Y * Z, axis=0))


@functools.partial(jax.jit, static_argnames=("loss", "order"))
def epoch(parameters, X, Y, loss, order):
    J, gradient = jax.value_and_grad(loss)(parameters, X, Y, order)
    return J, jax.tree.map(lambda value, slope: value - RATE * slope, parameters, gradient)


def main():
    folder, examples, classes, order, epochs = sys.argv[1:]
    labels = idx.labels(folder, examples=int(examples))
    X = idx.features_by_examples(idx.pixels(folder, examples=int(examples)), order)
    X = jnp.asarray(X if order == "features" else X.T)
    if classes == "1":
        Y, loss = jnp.asarray(labels == 0, jnp.float32), binary_loss
        parameters = (jnp.zeros(784), jnp.zeros(()))
    else:
        Y = jnp.asarray(np.arange(10)[:, None] == labels, jnp.float32)
        loss, parameters = softmax_loss, (jnp.zeros((10, 784)), jnp.zeros((10, 1)))
    seconds = []
    for _ in range(int(epochs)):
        start = time.perf_counter()
        J, parameters = jax.block_until_ready(epoch(parameters, X, Y, loss, order))
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"secondsPerEpochMedian": statistics.median(seconds[1:]), "loss": float(J)}))


if __name__ == "__main__":
    main()
