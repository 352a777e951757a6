// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_columns.h"
#include "nmf/factorize_row_major.h"
#include "nmf/random.h"
#include "tests/support/catch.h"

#include <cstring>
#include <limits>

using namespace winnow;
using nmf::Index;
using nmf::Matrix;
using nmf::Options;
using nmf::Solver;

namespace {

/// Columns that are never in memory as such.
template <class T> class Copied final : public nmf::ColumnSource<T> {
public:
    explicit Copied(Matrix<T> V) : V_(std::move(V)) {}
    Index rows() const noexcept override { return V_.rows(); }
    Index columns() const noexcept override { return V_.cols(); }
    void read(Index first, Index count, T* out) const override {
        std::copy_n(V_.data() + first * V_.rows(), count * V_.rows(), out);
    }

private:
    Matrix<T> V_;
};

/// Activations that are never in memory as such.
template <class T> class CopiedActivations final : public nmf::ActivationStore<T> {
public:
    CopiedActivations(Index atoms, Index columns) : H_(Matrix<T>::Zero(atoms, columns)) {}
    Index rows() const noexcept override { return H_.rows(); }
    Index columns() const noexcept override { return H_.cols(); }
    void read(Index first, Index count, T* out) const override {
        std::copy_n(H_.data() + first * H_.rows(), count * H_.rows(), out);
    }
    void write(Index first, Index count, const T* in) override {
        std::copy_n(in, count * H_.rows(), H_.data() + first * H_.rows());
    }
    void save() override { saved_ = H_; }
    void restore() override { H_ = saved_; }
    const Matrix<T>& H() const { return H_; }

private:
    Matrix<T> H_, saved_;
};

template <class T> Matrix<T> positive(Index rows, Index columns) {
    Matrix<T> V(rows, columns);
    for (Index i = 0; i < V.size(); ++i)
        V.data()[i] = static_cast<T>(nmf::uniformAt(1, 0, static_cast<std::uint64_t>(i)));
    return V;
}

template <class T> bool same(const nmf::Factorization<T>& a, const nmf::Factorization<T>& b) {
    return a.trace == b.trace && a.W.size() == b.W.size() && a.H.size() == b.H.size() &&
           std::memcmp(a.W.data(), b.W.data(), static_cast<std::size_t>(a.W.size()) * sizeof(T)) == 0 &&
           std::memcmp(a.H.data(), b.H.data(), static_cast<std::size_t>(a.H.size()) * sizeof(T)) == 0;
}

template <class T> void requireSameBits(const Matrix<T>& V, Options options) {
    options.rank = 4;
    options.maxIterations = 5;
    options.checkEvery = 2;
    const nmf::Factorization<T> inMemory = nmf::factorize<T>(V, options);
    for (const int threads : {1, 3}) {
        options.threads = threads;
        const bool transposed = nmf::ownPart(V.rows(), V.cols(), options, false).ofRows;
        const Copied<T> columns(transposed ? Matrix<T>(V.transpose()) : V);
        CHECK(same(nmf::factorizeColumns<T>(columns, transposed, {}, {}, options), inMemory));
        const nmf::RowMajorMatrix<T> rowMajor = V;
        CHECK(same(nmf::factorizeRowMajor<T>(rowMajor, {}, {}, options), inMemory));
    }
}

} // namespace

TEST_CASE("A matrix that is read in blocks, or lies row by row, gives the bits of one in memory") {
    for (const Solver solver : {Solver::Mu, Solver::AcceleratedHals, Solver::BlockPivoting})
        for (const double unit : {1.0, 1e-20}) { // scaled on the way, or not
            Options options;
            options.solver = solver;
            for (const double beta : {0.0, 1.0, 2.0}) {
                options.beta = beta;
                if (solver != Solver::Mu && beta != 2) continue;
                requireSameBits<float>(positive<float>(17, 900) * static_cast<float>(unit), options);
                requireSameBits<double>(positive<double>(900, 17) * unit, options);
            }
        }
}

TEST_CASE("A matrix that is read in blocks is refused where it is wrong, naming the entry's place in V") {
    Options options;
    options.rank = 2;
    options.beta = 2;
    options.solver = Solver::AcceleratedHals;
    Matrix<double> V = positive<double>(300, 7);
    V(250, 3) = std::numeric_limits<double>::quiet_NaN();
    const Copied<double> rows(V.transpose());
    CHECK_THROWS_WITH(nmf::factorizeColumns<double>(rows, true, {}, {}, options),
                      Catch::Contains("V(250, 3) is NaN"));
    CHECK_THROWS_WITH(nmf::factorizeColumns<double>(Copied<double>(V), false, {}, {}, options),
                      Catch::Contains("is to be read by rows"));
    options.init = nmf::Init::KMeans;
    CHECK_THROWS_WITH(nmf::factorizeColumns<double>(rows, true, {}, {}, options),
                      Catch::Contains("needs another init"));
}

TEST_CASE("Activations kept outside of memory give the bits of those in memory, from any start") {
    const Matrix<float> V = positive<float>(30, 500);
    const Copied<float> columns(V);
    Options options;
    options.rank = 4;
    options.maxIterations = 12;
    options.checkEvery = 2;
    options.tolerance = 0;
    options.overRelaxation = 1.95; // so that some steps are taken back
    options.beta = GENERATE(0.0, 1.0, 2.0);
    options.l1H = GENERATE(0.0, 0.3);
    options.threads = 2;
    nmf::Factorization<float> inMemory = nmf::factorize<float>(V, options);
    CopiedActivations<float> H(4, 500);
    nmf::Factorization<float> outside = nmf::factorizeColumns<float>(columns, {}, H, false, options);
    CHECK(outside.H.size() == 0);
    outside.H = H.H();
    CHECK(same(outside, inMemory));

    inMemory = nmf::factorize<float>(V, inMemory.W, inMemory.H, options);
    outside = nmf::factorizeColumns<float>(columns, outside.W, H, true, options);
    outside.H = H.H();
    CHECK(same(outside, inMemory));
}

TEST_CASE("Activations of another shape, or without their dictionary, are refused") {
    const Copied<float> columns(positive<float>(30, 500));
    Options options;
    options.rank = 4;
    CopiedActivations<float> good(4, 500), narrow(3, 500), brief(4, 499);
    CHECK_THROWS_AS(nmf::factorizeColumns<float>(columns, {}, narrow, false, options), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::factorizeColumns<float>(columns, {}, brief, false, options), nmf::InvalidInput);
    CHECK_THROWS_AS(nmf::factorizeColumns<float>(columns, {}, good, true, options), nmf::InvalidInput);
    options.beta = 2;
    options.solver = Solver::Hals;
    CHECK_THROWS_AS(nmf::factorizeColumns<float>(columns, {}, good, false, options), nmf::InvalidInput);
}
