#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Winnow's NMF benchmarks beside numpy and scikit-learn and prints the ratios.

Usage: compare_nmf.py --bench BUILD/bin/winnow_bench_nmf [--rounds 5] [--json FILE] [--allow-slow-blas]

Needs Debian's python3-numpy, python3-sklearn and an optimised BLAS for them (libopenblas0). Same shapes, same
distribution of the data, float, one thread. Rounds are interleaved (every round runs every row of all programs once), and
the ratio is the median over the rounds of rival's time / Winnow's time in the same round. Times are of the processor,
not of the clock on the wall, so that other programs on the machine disturb less.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import warnings

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # OpenBLAS finds both out better by itself
    os.environ.pop(variable, None)

import numpy as np  # noqa: E402  (after the environment is set)

M, N, FRAME_ATOMS = 513, 20000, 128
FLOAT = np.float32


def spectrogram(rng):
    """As tests/bench/nmf_data.cpp."""
    model = rng.exponential(size=(M, 24)).astype(FLOAT) @ rng.exponential(size=(24, N)).astype(FLOAT)
    return model * rng.exponential(size=(M, N)).astype(FLOAT) + FLOAT(1e-4)


def factors(rng, k):
    return (0.1 + 0.9 * rng.random((M, k))).astype(FLOAT), (0.1 + 0.9 * rng.random((k, N))).astype(FLOAT)


def processor_time(work, repeat):
    start = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - start) / repeat


class NumpyUpdate:
    """Multiplicative updates of H, then W, without a temporary of V's size beyond those named."""

    def __init__(self, V, k, beta, rng):
        self.V, self.beta = V, beta
        self.W, self.H = factors(rng, k)
        self.R, self.P = np.empty_like(V), np.empty_like(V)
        self.num_h, self.den_h = np.empty_like(self.H), np.empty_like(self.H)
        self.num_w, self.den_w = np.empty_like(self.W), np.empty_like(self.W)

    def __call__(self):
        V, W, H, R, P = self.V, self.W, self.H, self.R, self.P
        if self.beta == 1:
            np.dot(W, H, out=R)
            np.divide(V, R, out=R)
            np.dot(W.T, R, out=self.num_h)
            self.num_h /= W.sum(axis=0)[:, None]
            H *= self.num_h
            np.dot(W, H, out=R)
            np.divide(V, R, out=R)
            np.dot(R, H.T, out=self.num_w)
            self.num_w /= H.sum(axis=1)
            W *= self.num_w
            return
        self.ratios()
        np.dot(W.T, P, out=self.num_h)
        np.dot(W.T, R, out=self.den_h)
        self.num_h /= self.den_h
        np.sqrt(self.num_h, out=self.num_h)
        H *= self.num_h
        self.ratios()
        np.dot(P, H.T, out=self.num_w)
        np.dot(R, H.T, out=self.den_w)
        self.num_w /= self.den_w
        np.sqrt(self.num_w, out=self.num_w)
        W *= self.num_w

    def ratios(self):
        """Itakura-Saito: R = 1 / (W H), P = V / (W H)^2."""
        np.dot(self.W, self.H, out=self.R)
        np.reciprocal(self.R, out=self.R)
        np.multiply(self.V, self.R, out=self.P)
        self.P *= self.R


class NumpyFrame:
    def __init__(self, v, rng):
        self.v = v
        self.W = (0.1 + 0.9 * rng.random((M, FRAME_ATOMS))).astype(FLOAT)
        self.W /= self.W.sum(axis=0)
        self.WT = np.ascontiguousarray(self.W.T)
        self.ratio, self.num = np.empty(M, FLOAT), np.empty(FRAME_ATOMS, FLOAT)
        self.denominator = np.full(FRAME_ATOMS, 1.1, FLOAT)

    def __call__(self, iterations):
        h = np.ones(FRAME_ATOMS, FLOAT)
        for _ in range(iterations):
            np.dot(self.W, h, out=self.ratio)
            np.divide(self.v, self.ratio, out=self.ratio)
            np.dot(self.WT, self.ratio, out=self.num)
            self.num /= self.denominator
            h *= self.num
        return h


def sklearn_iteration(V, k, beta_loss, rng, few=2, many=6):
    """Time of an iteration of NMF(solver='mu'): from two numbers of iterations, so that start and end cancel."""
    from sklearn.decomposition import NMF
    W, H = factors(rng, k)

    def run(iterations):
        model = NMF(n_components=k, init="custom", solver="mu", beta_loss=beta_loss, tol=0, max_iter=iterations)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return processor_time(lambda: model.fit_transform(V, W=W.copy(), H=H.copy()), 1)

    return (run(many) - run(few)) / (many - few)


def winnow_times(bench):
    """Processor seconds of each row of our program."""
    output = subprocess.run([bench, "--benchmark_format=json", "--benchmark_min_time=0.3"], check=True,
                            capture_output=True, text=True).stdout
    scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    return {row["name"]: row["cpu_time"] * scale[row["time_unit"]] for row in json.loads(output)["benchmarks"]}


def blas_name():
    """The BLAS that numpy has loaded."""
    np.dot(np.ones((2, 2)), np.ones((2, 2)))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        libraries = {line.split()[-1] for line in maps if ".so" in line}
    found = [os.path.basename(os.path.realpath(path)) for path in libraries]
    found = [name for name in found if any(word in name for word in ("blas", "mkl", "blis", "atlas"))]
    return ", ".join(sorted(set(found))) or "unknown"


def status_mib(field):
    """A field of /proc/self/status in MiB."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field)) / 1024


def memory_row(bench):
    """Peak memory beside V, in MiB: ours, and scikit-learn's in a process of its own."""
    program = os.path.join(os.path.dirname(bench), "winnow_bench_nmf_memory")
    ours = json.loads(subprocess.run([program], check=True, capture_output=True, text=True).stdout)
    child = f"""
import sys
sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
import compare_nmf as c
from sklearn.decomposition import NMF
rng = c.np.random.default_rng(1)
V = c.np.ones((c.M, c.N), c.FLOAT)
W, H = c.factors(rng, 64)
model = NMF(n_components=64, init="custom", solver="mu", beta_loss="kullback-leibler", tol=0, max_iter=3)
with open("/proc/self/clear_refs", "w") as file:  # the peak counts from here
    file.write("5")
before = c.status_mib("VmRSS")
model.fit_transform(V, W=W, H=H)
print(c.status_mib("VmHWM") - before)
"""
    theirs = subprocess.run([sys.executable, "-W", "ignore", "-c", child], check=True, capture_output=True, text=True)
    return ours, float(theirs.stdout)


def one_round(bench, V, seed):
    """Times of this round: {row: {program: seconds}}."""
    rng = np.random.default_rng(seed)
    ours = winnow_times(bench)
    rows = {}
    for name, k, beta, loss in (("KL, k = 64", 64, 1, "kullback-leibler"), ("KL, k = 128", 128, 1, "kullback-leibler"),
                                ("Itakura-Saito, k = 64", 64, 0, "itakura-saito")):
        update = NumpyUpdate(V, k, beta, rng)
        update()
        rows[name] = {"winnow": ours[f"update/{k}/{beta * 10}"], "numpy": processor_time(update, 3),
                      "scikit-learn": sklearn_iteration(V, k, loss, rng)}
        if beta == 1:
            rows[name]["Eigen in place"] = ours[f"eigen_in_place/{k}"]
            rows[name]["Eigen products alone"] = ours[f"eigen_products/{k}"]
    rows["KL, k = 64"]["Eigen naive"] = ours["eigen_naive/64"]
    frame = NumpyFrame(np.ascontiguousarray(V[:, 0]), rng)
    for iterations in (10, 25, 50):
        frame(iterations)
        rows[f"one frame, {iterations} iterations"] = {
            "winnow": ours[f"frame/{iterations}"],
            "numpy": processor_time(lambda n=iterations: frame(n), 4000 // iterations),
            "Eigen in place": ours[f"eigen_frame/{iterations}"]}
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True, help="path of winnow_bench_nmf")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="also write all times, in seconds, to this file")
    parser.add_argument("--allow-slow-blas", action="store_true", help="go on with the reference BLAS")
    options = parser.parse_args()
    blas = blas_name()
    if "openblas" not in blas and "mkl" not in blas and "blis" not in blas and not options.allow_slow_blas:
        sys.exit(f"numpy uses the BLAS {blas}, which is slow: the comparison would flatter Winnow. "
                 "Install the Debian package libopenblas0, or pass --allow-slow-blas.")

    V = spectrogram(np.random.default_rng(1))
    rounds = []
    for i in range(options.rounds):
        rounds.append(one_round(options.bench, V, i))
        print(f"round {i + 1} of {options.rounds} done", file=sys.stderr)
    rivals = ["numpy", "scikit-learn", "Eigen in place", "Eigen products alone", "Eigen naive"]
    print(f"{M} x {N} float (one frame: {M} x {FRAME_ATOMS}), one thread, median of {options.rounds} rounds; "
          f"rival's time / Winnow's. BLAS of numpy: {blas}\n")
    print("| workload | Winnow | " + " | ".join(rivals) + " |")
    print("|---" * (len(rivals) + 2) + "|")
    for name in rounds[0]:
        ours = statistics.median(r[name]["winnow"] for r in rounds)
        cells = []
        for rival in rivals:
            ratios = [r[name][rival] / r[name]["winnow"] for r in rounds if rival in r[name]]
            cells.append(f"{statistics.median(ratios):.2f}" if ratios else "")
        shown = f"{ours * 1e3:.1f} ms" if ours > 1e-3 else f"{ours * 1e6:.1f} us"
        print(f"| {name} | {shown} | " + " | ".join(cells) + " |")
    ours, theirs = memory_row(options.bench)
    v_mib = M * N * 4 / 2**20
    print(f"\nPeak memory of KL, k = 64, beside V ({v_mib:.1f} MiB): Winnow {ours['beside_v_mib']:.1f} MiB, of which W and "
          f"H {ours['factors_mib']:.1f} and {ours['more_mib']:.1f} more; scikit-learn {theirs:.1f} MiB, given W and H.")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"blas": blas, "rounds": rounds, "memory": ours, "memory_sklearn_mib": theirs}, file, indent=1)


if __name__ == "__main__":
    main()
