#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times whole factorizations beside scikit-learn: the same data, the same starting factors, one thread, float.

Usage: compare_factorize.py --bench BUILD/bin/winnow_bench_factorize [--rounds 3] [--only dense,sparse,sparse-kl,tall]
                            [--json FILE] [--allow-slow-blas]

Needs Debian's python3-numpy, python3-scipy, python3-sklearn and an optimised BLAS (libopenblas0). Frobenius rows: time of
the processor until an error that scikit-learn's coordinate descent reaches is reached; rounds are interleaved, and the
ratio is the median over the rounds of scikit-learn's time / Winnow's. Errors are evaluated outside the time of either.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # OpenBLAS finds both out better by itself
    os.environ.pop(variable, None)

import numpy as np  # noqa: E402  (after the environment is set)
import scipy.sparse as sp  # noqa: E402

from compare_nmf import blas_name  # noqa: E402

FLOAT = np.float32


def low_rank(rng, m, n, rank, noise):
    """Sparse non-negative factors, multiplied, with relative noise: as a spectrogram of few sounds."""
    W = rng.exponential(size=(m, rank)) * (rng.random((m, rank)) < 0.4)
    H = rng.exponential(size=(rank, n)) * (rng.random((rank, n)) < 0.4)
    V = (W.astype(FLOAT) @ H.astype(FLOAT)) + FLOAT(0.05)
    V *= (1 + noise * rng.standard_normal((m, n), dtype=FLOAT)).clip(0)
    return V


def text(rng, words, documents, topics, length):
    """Counts of words drawn from topics with Zipf's law, scaled by the logarithm as usual."""
    law = 1 / np.arange(10, words + 10)
    topic = np.stack([rng.permutation(law) * rng.random(words) ** 20 for _ in range(topics)])
    cumulative = np.cumsum(topic / topic.sum(1, keepdims=True), axis=1)
    rows, columns = [], []
    for d in range(documents):
        of = rng.choice(topics, size=length, p=rng.dirichlet(np.full(topics, 0.08)))
        for t, count in zip(*np.unique(of, return_counts=True)):
            rows.append(np.searchsorted(cumulative[t], rng.random(count)))
            columns.append(np.full(count, d))
    rows, columns = np.minimum(np.concatenate(rows), words - 1), np.concatenate(columns)
    V = sp.csc_matrix((np.ones(len(rows), FLOAT), (rows, columns)), shape=(words, documents))
    V.sum_duplicates()
    V.data = np.log1p(V.data)
    return V


def factors(rng, V, k):
    scale = np.sqrt(V.mean() / k) / 0.55
    return (((0.1 + 0.9 * rng.random(shape)) * scale).astype(FLOAT) for shape in ((V.shape[0], k), (k, V.shape[1])))


def relative_error(V, W, H, squares):
    """|V - W H| / |V| without a matrix of V's size."""
    cross = np.einsum("ij,ij->", np.asarray(V.T @ W, dtype=np.float64), np.asarray(H.T, dtype=np.float64))
    gram = np.einsum("ij,ij->", (W.T @ W).astype(np.float64), (H @ H.T).astype(np.float64))
    return float(np.sqrt(max(squares - 2 * cross + gram, 0) / squares))


def sklearn_descent(V, W0, H0, iterations):
    """scikit-learn's coordinate descent, iteration by iteration: its inner function, as its own loop calls it."""
    from sklearn.decomposition._nmf import _update_coordinate_descent as update
    W, Ht = np.array(W0, order="C"), np.array(H0.T, order="C")
    VT = V.T
    stored = V.data if sp.issparse(V) else V  # in double: float loses the third digit of so many
    squares = float(np.sum([np.square(part, dtype=np.float64).sum() for part in stored]))
    seconds, errors, spent = [], [], 0.0
    for _ in range(iterations):
        start = time.process_time()
        update(V, W, Ht, 0, 0, False, None)
        update(VT, Ht, W, 0, 0, False, None)
        spent += time.process_time() - start
        seconds.append(spent)
        errors.append(relative_error(V, W, Ht.T, squares))
    return seconds, errors


def sklearn_kl(V, W0, H0, few=1, many=3):
    """Time of an iteration of NMF(solver="mu", beta_loss="kullback-leibler"), from two numbers of iterations."""
    from sklearn.decomposition import NMF

    def run(iterations):
        model = NMF(n_components=W0.shape[1], init="custom", solver="mu", beta_loss="kullback-leibler", tol=0,
                    max_iter=iterations)
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit_transform(V, W=W0.copy(), H=H0.copy())
        return time.process_time() - start

    return (run(many) - run(few)) / (many - few)


class Ours:
    """Runs winnow_bench_factorize on data written once."""

    def __init__(self, bench, V, W0, H0, row_major):
        self.bench, self.dir = bench, tempfile.TemporaryDirectory()
        self.shape = [str(V.shape[0]), str(V.shape[1]), str(W0.shape[1])]
        self.kind = "sparse" if sp.issparse(V) else "row" if row_major else "column"
        self.write("W0", W0.ravel("F"))
        self.write("H0", H0.ravel("F"))
        if sp.issparse(V):
            self.write("V.starts", V.indptr.astype(np.int32))
            self.write("V.rows", V.indices.astype(np.int32))
            self.write("V.values", V.data)
        else:
            self.write("V", V.ravel("C" if row_major else "F"))

    def write(self, name, values):
        values.tofile(os.path.join(self.dir.name, name))

    def run(self, solver, beta, iterations, threads=1):
        command = [self.bench, self.kind, solver, str(beta), *self.shape, str(iterations), str(threads), self.dir.name]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def time_to(seconds, errors, target):
    return next((s for s, e in zip(seconds, errors) if e <= target), None)


def frobenius_row(name, V, W0, H0, options, iterations, ours_iterations, row_major=True):
    """Rows of scikit-learn's error after half and after all of its iterations."""
    ours = Ours(options.bench, V, W0, H0, row_major)
    descent_data = V.tocsr() if sp.issparse(V) else np.ascontiguousarray(V)
    rounds = []
    for _ in range(options.rounds):
        seconds, errors = sklearn_descent(descent_data, W0, H0, iterations)
        result = ours.run("accelerated-hals", 2, ours_iterations)
        rounds.append((seconds, errors, result))
    rows = []
    for at in (iterations // 2 - 1, iterations - 1):
        target = rounds[0][1][at]
        theirs = [r[0][at] for r in rounds]
        mine = [time_to(r[2]["cpu"], r[2]["error"], target) for r in rounds]
        if None in mine:
            rows.append({"name": name, "target": target, "ratio": None, "best": min(rounds[0][2]["error"])})
            continue
        rows.append({"name": name, "target": target, "winnow": statistics.median(mine),
                     "sklearn": statistics.median(theirs),
                     "ratio": statistics.median(t / m for t, m in zip(theirs, mine))})
    return rows


def kl_row(V, W0, H0, options):
    ours = Ours(options.bench, V, W0, H0, False)
    theirs, mine = [], []
    for _ in range(options.rounds):
        cpu = ours.run("mu", 1, 11)["cpu"]
        mine.append((cpu[10] - cpu[0]) / 10)
        theirs.append(sklearn_kl(V.tocsr(), W0, H0))
    return [{"name": "sparse KL, an iteration", "winnow": statistics.median(mine), "sklearn": statistics.median(theirs),
             "ratio": statistics.median(t / m for t, m in zip(theirs, mine))}]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True, help="path of winnow_bench_factorize")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="dense,sparse,sparse-kl,tall")
    parser.add_argument("--json", help="also write all rows to this file")
    parser.add_argument("--allow-slow-blas", action="store_true", help="go on with the reference BLAS")
    options = parser.parse_args()
    blas = blas_name()
    if "openblas" not in blas and "mkl" not in blas and "blis" not in blas and not options.allow_slow_blas:
        sys.exit(f"numpy uses the BLAS {blas}, which is slow: the comparison would flatter Winnow. "
                 "Install the Debian package libopenblas0, or pass --allow-slow-blas.")
    wanted = options.only.split(",")
    rng = np.random.default_rng(1)
    rows = []
    if "dense" in wanted:
        V = low_rank(rng, 513, 20000, 64, 0.05)
        W0, H0 = factors(rng, V, 64)
        rows += frobenius_row("513 x 20000 dense, k = 64", V, W0, H0, options, 30, 60, row_major=False)
    if "tall" in wanted:
        V = low_rank(rng, 100000, 500, 20, 0.05)
        W0, H0 = factors(rng, V, 20)
        rows += frobenius_row("100000 x 500 dense, k = 20", V, W0, H0, options, 30, 60)
    if "sparse" in wanted or "sparse-kl" in wanted:
        V = text(rng, 10000, 19000, 50, 90)
        print(f"text: {V.nnz} entries, {100 * V.nnz / V.shape[0] / V.shape[1]:.2f} % full", file=sys.stderr)
        W0, H0 = factors(rng, V, 50)
        if "sparse" in wanted:
            rows += frobenius_row("10000 x 19000 sparse, k = 50", V, W0, H0, options, 30, 60)
        if "sparse-kl" in wanted:
            rows += kl_row(V, W0, H0, options)
    print(f"BLAS of numpy: {blas}; median of {options.rounds} rounds\n")
    print("| workload | to error | Winnow | scikit-learn | ratio |\n|---|---|---|---|---|")
    for row in rows:
        target = f"{row['target']:.4f}" if "target" in row else ""
        if row["ratio"] is None:
            print(f"| {row['name']} | {target} | not reached, best {row['best']:.4f} | | |")
        else:
            print(f"| {row['name']} | {target} | {row['winnow']:.3f} s | {row['sklearn']:.3f} s | {row['ratio']:.1f} |")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"blas": blas, "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()
