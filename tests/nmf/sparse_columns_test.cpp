// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_sparse.h"
#include "nmf/factorize_sparse_columns.h"
#include "nmf/random.h"
#include "nmf/sparse_in_memory.h"
#include "tests/support/catch.h"

#include <cstring>
#include <limits>

using namespace winnow;
using nmf::Index;
using nmf::Options;
using nmf::Solver;

namespace {

/// A matrix whose columns are never in memory as such.
template <class T> class Copied final : public nmf::SparseSource<T> {
public:
    explicit Copied(nmf::SparseMatrix<T> V) : V_(std::move(V)), columns_(V_) {}
    Index rows() const noexcept override { return V_.rows(); }
    Index columns() const noexcept override { return V_.cols(); }
    std::int64_t entries(Index first, Index count) const noexcept override {
        return columns_.entries(first, count);
    }
    void read(Index first, Index count, int* starts, int* rows, T* values) const override {
        columns_.read(first, count, starts, rows, values);
    }

private:
    nmf::SparseMatrix<T> V_;
    nmf::SparseInMemory<T> columns_;
};

/// Columns of very different length, some empty. @param rows  enough that they come in blocks
template <class T> nmf::SparseMatrix<T> uneven(Index rows, Index columns) {
    std::vector<Eigen::Triplet<T, int>> entries;
    for (Index j = 0; j < columns; ++j)
        for (Index i = j % 5; i < rows; i += 3 + 40 * (j % 11))
            if (j % 17 != 0)
                entries.emplace_back(static_cast<int>(i), static_cast<int>(j),
                                     static_cast<T>(0.5 + nmf::uniformAt(1, static_cast<std::uint64_t>(j),
                                                                         static_cast<std::uint64_t>(i))));
    nmf::SparseMatrix<T> V(rows, columns);
    V.setFromTriplets(entries.begin(), entries.end());
    return V;
}

template <class T> void requireSameBits(const nmf::SparseMatrix<T>& V, Options options) {
    options.rank = 6;
    options.maxIterations = 4;
    options.checkEvery = 2;
    const nmf::Factorization<T> inMemory = nmf::factorize<T>(V, options);
    const Copied<T> columns(V);
    for (const int threads : {1, 3}) {
        options.threads = threads;
        const nmf::Factorization<T> read = nmf::factorizeSparseColumns<T>(columns, {}, {}, options);
        CHECK(read.trace == inMemory.trace);
        CHECK(std::memcmp(read.W.data(), inMemory.W.data(),
                          static_cast<std::size_t>(read.W.size()) * sizeof(T)) == 0);
        CHECK(std::memcmp(read.H.data(), inMemory.H.data(),
                          static_cast<std::size_t>(read.H.size()) * sizeof(T)) == 0);
    }
}

} // namespace

TEST_CASE("A sparse matrix that is read in blocks gives the bits of one in memory") {
    Options kl, hals, svd;
    hals.beta = svd.beta = 2;
    hals.solver = svd.solver = Solver::AcceleratedHals;
    svd.init = nmf::Init::Nndsvd;
    for (const Options& options : {kl, hals, svd}) {
        requireSameBits<float>(uneven<float>(300, 1000), options);
        requireSameBits<double>(uneven<double>(300, 1000) * 1e-20, options);
    }
    requireSameBits<float>(uneven<float>(40000, 130), kl); // blocks of rows
}

TEST_CASE("A sparse matrix that is read in blocks is refused where it is wrong") {
    nmf::SparseMatrix<double> V = uneven<double>(20, 300);
    V.coeffRef(4, 299) = -1;
    V.makeCompressed();
    Options options;
    options.rank = 2;
    CHECK_THROWS_WITH(nmf::factorizeSparseColumns<double>(Copied<double>(V), {}, {}, options),
                      Catch::Contains("V(4, 299) is -1"));
    options.beta = 0;
    CHECK_THROWS_WITH(
        nmf::factorizeSparseColumns<double>(Copied<double>(uneven<double>(20, 30)), {}, {}, options),
        Catch::Contains("as a dense matrix"));
}
