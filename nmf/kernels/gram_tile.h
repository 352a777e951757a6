// SPDX-License-Identifier: GPL-3.0-or-later
/// The kernels of the least-squares and sparse solvers, for float and double (gram_float.cpp,
/// gram_double.cpp).
#pragma once

#include "nmf/kernels/gram_kernels.h"
#include "nmf/kernels/kernels.h"
#include "nmf/kernels/product.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

template <class T> void project(const DenseColumns<T>& V, const T* W, Index paddedAtoms, T* N) {
    // In blocks of rows, so that the part of W in use stays in the second-level cache and V is read once.
    constexpr Index block = 512;
    for (Index j = 0; j < paddedAtoms * V.columns; j += kLanes<T>)
        store(N + j, Vec<T>{});
    for (Index first = 0; first < V.rows; first += block) {
        const Index rows = V.rows - first < block ? V.rows - first : block;
        atomProduct<T, true>(paddedAtoms, V.columns,
                             {{W + first * paddedAtoms, paddedAtoms},
                              {V.V + first, 1, V.stride},
                              rows,
                              rows,
                              0,
                              N,
                              paddedAtoms});
    }
}

/// Columns first .. last-1 behind V into the second-level cache.
template <class T> WINNOW_INLINE void fetchColumns(const DenseColumns<T>& V, Index first, Index last) {
    for (Index j = first; j < last; ++j)
        for (Index i = 0; i < V.rows; i += 64 / static_cast<Index>(sizeof(T)))
            __builtin_prefetch(V.V + (V.columns + j) * V.stride + i, 0, 2);
}

template <class T> void accumulate(const DenseColumns<T>& V, const T* H, Index paddedAtoms, T* rows) {
    // Here V's columns come from the cache, so there is time to fetch those of the next call, a few at a
    // time.
    constexpr Index chunk = 2 * kAtomColumns;
    const Index behind = V.columnsBehind < V.columns ? V.columnsBehind : V.columns;
    for (Index first = 0; first < V.rows; first += chunk) {
        const Index count = V.rows - first < chunk ? V.rows - first : chunk;
        fetchColumns(V, behind * first / V.rows, behind * (first + count) / V.rows);
        atomProduct<T, true>(paddedAtoms, count,
                             {{H, paddedAtoms},
                              {V.V + first, V.stride, 1},
                              V.columns,
                              V.columns,
                              0,
                              rows + first * paddedAtoms,
                              paddedAtoms});
    }
}

template <class T>
void accumulateRows(const DenseColumns<T>& V, const T* H, Index atoms, Index paddedAtoms, T* total,
                    Index paddedRows) {
    constexpr Index lanes = kLanes<T>, panel = kPanelRows<T>;
    const Index behind = V.columnsBehind < V.columns ? V.columnsBehind : V.columns;
    const RightOperand<T> right{H, paddedAtoms, 1};
    const auto block = [&](LeftOperand<T> left, Index row) {
        return ProductBlock<T, true>{left, right, V.columns, V.columns, 0, total + row, paddedRows};
    };
    Index row = 0;
    for (; V.rows - row >= panel; row += panel) {
        fetchColumns(V, behind * row / V.rows, behind * (row + panel) / V.rows);
        ProductBlock<T, true> part = block({V.V + row, V.stride}, row);
        forColumns<kRowVectors, kRowColumns>(0, atoms, part);
    }
    fetchColumns(V, behind * row / V.rows, behind);
    for (; V.rows - row >= lanes; row += lanes) {
        ProductBlock<T, true> part = block({V.V + row, V.stride}, row);
        forColumns<1, kRowColumns>(0, atoms, part);
    }
    if (row == V.rows) return;
    T rest[kTileColumns * lanes]; // the last rows, padded: nothing is read behind V
    for (Index j = 0; j < V.columns; ++j)
        for (Index i = 0; i < lanes; ++i)
            rest[j * lanes + i] = row + i < V.rows ? V.V[j * V.stride + row + i] : T(0);
    ProductBlock<T, true> part = block({rest, lanes}, row);
    forColumns<1, kRowColumns>(0, atoms, part);
}

/// to += weight * from
template <class T> WINNOW_INLINE void addScaled(T weight, const T* from, Index count, T* to) {
    const Vec<T> w = broadcast(weight);
    for (Index a = 0; a < count; a += kLanes<T>)
        store(to + a, load(to + a) + w * load(from + a));
}

/// Sum of the rows of W, weighted by column j of V: `Vectors` vectors of it, kept in registers.
template <class T, int Vectors>
WINNOW_INLINE void gather(const SparseColumns<T>& V, Index j, const T* W, Index paddedAtoms, T* out) {
    Vec<T> acc[Vectors] = {};
    for (int p = V.starts[j]; p < V.ends[j]; ++p) {
        const Vec<T> v = broadcast(V.values[p] * V.scale);
        const T* const w = W + V.rows[p] * paddedAtoms;
#pragma GCC unroll 4
        for (int u = 0; u < Vectors; ++u)
            acc[u] += v * load(w + u * kLanes<T>);
    }
#pragma GCC unroll 4
    for (int u = 0; u < Vectors; ++u)
        store(out + u * kLanes<T>, acc[u]);
}

template <class T> void projectSparse(const SparseColumns<T>& V, const T* W, Index paddedAtoms, T* N) {
    for (Index j = 0; j < V.columns; ++j) {
        Index a = 0;
        for (; paddedAtoms - a >= 4 * kLanes<T>; a += 4 * kLanes<T>)
            gather<T, 4>(V, j, W + a, paddedAtoms, N + j * paddedAtoms + a);
        for (; a < paddedAtoms; a += kLanes<T>)
            gather<T, 1>(V, j, W + a, paddedAtoms, N + j * paddedAtoms + a);
    }
}

template <class T> void accumulateSparse(const SparseColumns<T>& V, const T* H, Index paddedAtoms, T* rows) {
    for (Index j = 0; j < V.columns; ++j)
        for (int p = V.starts[j]; p < V.ends[j]; ++p)
            addScaled(V.values[p] * V.scale, H + j * paddedAtoms, paddedAtoms,
                      rows + V.rows[p] * paddedAtoms);
}

/// The sum of a vector's elements, by halves.
WINNOW_INLINE float total(Vec<float> x) {
    typedef float Quad __attribute__((vector_size(16)));
#if defined(__AVX512F__)
    const Quad q =
        (__builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7)) +
        (__builtin_shufflevector(x, x, 8, 9, 10, 11) + __builtin_shufflevector(x, x, 12, 13, 14, 15));
#elif defined(__AVX__)
    const Quad q = __builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7);
#else
    const Quad q = x;
#endif
    return (q[0] + q[1]) + (q[2] + q[3]);
}

WINNOW_INLINE double total(Vec<double> x) {
    return sum<double>(x);
}

/// w . h
template <class T> WINNOW_INLINE T dot(const T* w, const T* h, Index paddedAtoms) {
    Vec<T> acc{};
    for (Index a = 0; a < paddedAtoms; a += kLanes<T>)
        acc += load(w + a) * load(h + a);
    return total(acc);
}

/// The row that an entry ahead of p is in: rows lie anywhere in W, and are fetched before they are needed.
template <class T> WINNOW_INLINE Index rowAhead(const SparseEntries<T>& V, Index p) {
    constexpr Index ahead = 6;
    Index q = p + ahead;
    if (q >= V.end) q += V.next - V.end;
    return V.rows[q < V.all ? q : p];
}

template <class T> WINNOW_INLINE void fetch(const T* row, Index paddedAtoms) {
    for (Index a = 0; a < paddedAtoms; a += 64 / static_cast<Index>(sizeof(T)))
        __builtin_prefetch(row + a);
}

/// Atoms of up to this many vectors are kept in registers through a column.
inline constexpr int kMostSparseVectors = 8;

/// A number as a type.
template <int N> struct Count { static constexpr int value = N; };

/// Calls f with the number of vectors of a column of atoms as a constant, 0 for more than can be kept in
/// registers.
template <class T, class F> WINNOW_INLINE void forVectors(Index paddedAtoms, F f) {
    static_assert(kMostSparseVectors == 8);
    switch (paddedAtoms / kLanes<T>) {
    case 1:
        return f(Count<1>());
    case 2:
        return f(Count<2>());
    case 3:
        return f(Count<3>());
    case 4:
        return f(Count<4>());
    case 5:
        return f(Count<5>());
    case 6:
        return f(Count<6>());
    case 7:
        return f(Count<7>());
    case 8:
        return f(Count<8>());
    default:
        return f(Count<0>());
    }
}

/// A column of atoms in registers.
template <class T, int Vectors> struct AtomVectors {
    Vec<T> v[Vectors];

    WINNOW_INLINE void load(const T* p) {
#pragma GCC unroll 8
        for (int u = 0; u < Vectors; ++u)
            v[u] = kernels::WINNOW_SIMD_LEVEL::load(p + u * kLanes<T>);
    }
    WINNOW_INLINE void store(T* p) const {
#pragma GCC unroll 8
        for (int u = 0; u < Vectors; ++u)
            kernels::WINNOW_SIMD_LEVEL::store(p + u * kLanes<T>, v[u]);
    }
    /// this += weight * x
    WINNOW_INLINE void add(Vec<T> weight, const AtomVectors& x) {
#pragma GCC unroll 8
        for (int u = 0; u < Vectors; ++u)
            v[u] += weight * x.v[u];
    }
    WINNOW_INLINE T dot(const AtomVectors& x) const {
        Vec<T> acc = v[0] * x.v[0];
#pragma GCC unroll 8
        for (int u = 1; u < Vectors; ++u)
            acc += v[u] * x.v[u];
        return total(acc);
    }
};

/// ratioSparse with N, h and a row of W in registers.
template <class T, int Vectors>
WINNOW_INLINE void ratioInRegisters(const SparseEntries<T>& V, const T* W, const T* h, T epsilon, T* N) {
    constexpr Index paddedAtoms = Vectors * kLanes<T>;
    AtomVectors<T, Vectors> x, sum;
    x.load(h);
    sum.load(N);
    for (Index p = V.begin; p < V.end; ++p) {
        fetch(W + rowAhead(V, p) * paddedAtoms, paddedAtoms);
        AtomVectors<T, Vectors> w;
        w.load(W + V.rows[p] * paddedAtoms);
        sum.add(broadcast(V.values[p] * V.scale / (w.dot(x) + epsilon)), w);
    }
    sum.store(N);
}

template <class T>
void ratioSparse(const SparseEntries<T>& V, const T* W, const T* h, Index paddedAtoms, T epsilon, T* N) {
    forVectors<T>(paddedAtoms, [&](auto vectors) {
        constexpr int count = decltype(vectors)::value;
        if constexpr (count > 0) return ratioInRegisters<T, count>(V, W, h, epsilon, N);
        for (Index p = V.begin; p < V.end; ++p) {
            fetch(W + rowAhead(V, p) * paddedAtoms, paddedAtoms);
            const T* const w = W + V.rows[p] * paddedAtoms;
            addScaled(V.values[p] * V.scale / (dot(w, h, paddedAtoms) + epsilon), w, paddedAtoms, N);
        }
    });
}

/// ratioSparseRows with h and a row of W in registers.
template <class T, int Vectors>
WINNOW_INLINE void ratioRowsInRegisters(const SparseEntries<T>& V, const T* W, const T* h, T epsilon,
                                        T* rows) {
    constexpr Index paddedAtoms = Vectors * kLanes<T>;
    AtomVectors<T, Vectors> x;
    x.load(h);
    for (Index p = V.begin; p < V.end; ++p) {
        const Index ahead = rowAhead(V, p) * paddedAtoms;
        fetch(W + ahead, paddedAtoms);
        fetch(rows + ahead, paddedAtoms);
        const Index at = V.rows[p] * paddedAtoms;
        AtomVectors<T, Vectors> w, sum;
        w.load(W + at);
        sum.load(rows + at);
        sum.add(broadcast(V.values[p] * V.scale / (w.dot(x) + epsilon)), x);
        sum.store(rows + at);
    }
}

template <class T>
void ratioSparseRows(const SparseEntries<T>& V, const T* W, const T* h, Index paddedAtoms, T epsilon,
                     T* rows) {
    forVectors<T>(paddedAtoms, [&](auto vectors) {
        constexpr int count = decltype(vectors)::value;
        if constexpr (count > 0) return ratioRowsInRegisters<T, count>(V, W, h, epsilon, rows);
        for (Index p = V.begin; p < V.end; ++p) {
            const Index ahead = rowAhead(V, p) * paddedAtoms;
            fetch(W + ahead, paddedAtoms);
            fetch(rows + ahead, paddedAtoms);
            const Index at = V.rows[p] * paddedAtoms;
            addScaled(V.values[p] * V.scale / (dot(W + at, h, paddedAtoms) + epsilon), h, paddedAtoms,
                      rows + at);
        }
    });
}

template <class T>
void modelSparse(const SparseColumns<T>& V, Index j, const T* W, const T* h, Index paddedAtoms, T epsilon,
                 T* model) {
    for (int p = V.starts[j]; p < V.ends[j]; ++p)
        *model++ = dot(W + V.rows[p] * paddedAtoms, h, paddedAtoms) + epsilon;
}

template <class T> void addGram(const T* X, Index columns, Index atoms, Index paddedAtoms, T* G) {
    atomProduct<T, true>(paddedAtoms, atoms,
                         {{X, paddedAtoms}, {X, paddedAtoms, 1}, columns, columns, 0, G, paddedAtoms});
}

template <class T>
void multiply(const T* G, Index atoms, Index paddedAtoms, const T* X, Index columns, T* Y) {
    atomProduct<T, false>(paddedAtoms, columns,
                          {{G, paddedAtoms}, {X, 1, paddedAtoms}, atoms, atoms, 0, Y, paddedAtoms});
}

/// Columns a sweep works on at once: one vector's lanes are columns, so that no sum crosses a vector.
inline constexpr int kSweepVectors = 256 / kVectorBytes > 4 ? 4 : 256 / kVectorBytes;

/// Sweeps on X and N of kSweepVectors vectors of columns, atom after atom.
template <class T> inline void sweepColumns(const SweepTask<T>& task, T* X, const T* N) {
    constexpr int vectors = kSweepVectors;
    constexpr Index width = vectors * kLanes<T>;
    double firstChange = 0;
    for (int s = 0; s < task.sweeps; ++s) {
        double change = 0;
        for (Index a = 0; a < task.atoms; ++a) {
            const T* const g = task.G + a * task.paddedAtoms;
            if (!(g[a] > 0)) continue;
            Vec<T> even[vectors], odd[vectors] = {};
#pragma GCC unroll 4
            for (int u = 0; u < vectors; ++u)
                even[u] = load(N + a * width + u * kLanes<T>);
            Index b = 0;
            for (; b + 1 < task.atoms; b += 2) {
                const T g0 = g[b], g1 = g[b + 1];
#pragma GCC unroll 4
                for (int u = 0; u < vectors; ++u) {
                    even[u] -= load(X + b * width + u * kLanes<T>) * g0;
                    odd[u] -= load(X + (b + 1) * width + u * kLanes<T>) * g1;
                }
            }
            if (b < task.atoms) {
                const T g0 = g[b];
#pragma GCC unroll 4
                for (int u = 0; u < vectors; ++u)
                    even[u] -= load(X + b * width + u * kLanes<T>) * g0;
            }
            const T inverse = T(1) / g[a];
            Vec<T> moved{};
#pragma GCC unroll 4
            for (int u = 0; u < vectors; ++u) {
                T* const at = X + a * width + u * kLanes<T>;
                const Vec<T> before = load(at);
                Vec<T> after = before + (even[u] + odd[u]) * inverse;
                after = after > Vec<T>{} ? after : Vec<T>{};
                store(at, after);
                moved += (after - before) * (after - before);
            }
            change += static_cast<double>(total(moved));
        }
        if (s == 0) firstChange = change;
        if (!(change > task.stop * task.stop * firstChange)) return;
    }
}

template <class T> void sweep(const SweepTask<T>& task) {
    constexpr Index width = kSweepVectors * kLanes<T>;
    T* const X = task.scratch;
    T* const N = X + task.atoms * width;
    for (Index first = 0; first < task.columns; first += width) {
        const Index columns = task.columns - first < width ? task.columns - first : width;
        for (Index c = 0; c < width; ++c) {
            const Index from = (first + (c < columns ? c : 0)) * task.paddedAtoms;
            for (Index a = 0; a < task.atoms; ++a) {
                X[a * width + c] = c < columns ? task.X[from + a] : T(0);
                N[a * width + c] = c < columns ? task.N[from + a] : T(0);
            }
        }
        sweepColumns(task, X, N);
        for (Index c = 0; c < columns; ++c)
            for (Index a = 0; a < task.atoms; ++a)
                task.X[(first + c) * task.paddedAtoms + a] = X[a * width + c];
    }
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
