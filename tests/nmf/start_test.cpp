// SPDX-License-Identifier: GPL-3.0-or-later
/// Starting factors.
#include "nmf/dense_operand.h"
#include "nmf/factorize_sparse.h"
#include "nmf/grid/dense_products.h"
#include "nmf/sparse_operand.h"
#include "nmf/start/initial_factors.h"
#include "nmf/start/k_means.h"
#include "nmf/start/nndsvd.h"
#include "nmf/start/shared_basis.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"
#include "tests/support/thread_ranks.h"

#include <Eigen/SVD>

#include <set>
#include <stdexcept>
#include <utility>

using namespace winnow;
using nmf::Init;
using nmf::Solver;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

namespace {

nmf::DenseOperand<double> operandOf(const MatrixD& V) {
    return {{V.data(), V.rows(), V.cols(), 1, V.rows()}, false, 1, 0};
}

/// V as a whole, for the products that ranks may share.
struct Whole {
    explicit Whole(MatrixD matrix)
        : V(std::move(matrix)), columns({V.data(), V.rows(), V.cols(), 1, V.rows()}),
          grid(V.rows(), V.cols(), false, 0, nullptr), scaling({1, 1}, 2),
          blocks(columns, grid.rows(), scaling), products(blocks, grid) {}

    MatrixD V;
    nmf::StridedColumns<double> columns;
    nmf::ShardGrid grid;
    nmf::Scaling<double> scaling;
    nmf::DenseGramProducts<double> blocks;
    nmf::SharedProducts<double> products;
};

MatrixD example() {
    MatrixD V(9, 7);
    for (nmf::Index i = 0; i < 9; ++i)
        for (nmf::Index j = 0; j < 7; ++j)
            V(i, j) = static_cast<double>((7 * i + 3 * j * j + i * j) % 11) + ((i + j) % 3 != 0 ? 0.5 : 0);
    return V;
}

constexpr Init kInits[] = {Init::Nndsvd, Init::NndsvdA, Init::NndsvdAr, Init::KMeans, Init::Spa};

} // namespace

TEST_CASE("The randomised SVD has the singular values and vectors of the full one") {
    for (const auto& [m, n] : {std::pair{30, 200}, {200, 30}, {12, 9}}) {
        const MatrixD V = randomMatrix(m, 6, 1) * randomMatrix(6, n, 2) + 0.01 * randomMatrix(m, n, 3);
        const Eigen::JacobiSVD<MatrixD> full(V, Eigen::ComputeThinU | Eigen::ComputeThinV);
        Whole whole(V);
        const nmf::Svd some = nmf::randomisedSvd(whole.products, 5, 1);
        CHECK(some.s.isApprox(full.singularValues().head(5), 1e-9));
        for (nmf::Index a = 0; a < 5; ++a) {
            CHECK(std::abs(some.U.col(a).dot(full.matrixU().col(a))) == Approx(1).epsilon(1e-8));
            CHECK(std::abs(some.V.col(a).dot(full.matrixV().col(a))) == Approx(1).epsilon(1e-8));
            CHECK(some.U.col(a).maxCoeff() == some.U.col(a).cwiseAbs().maxCoeff());
        }
        const double rest = full.singularValues().tail(std::min(m, n) - 5).norm();
        CHECK((some.U * some.s.asDiagonal() * some.V.transpose() - V).norm() == Approx(rest).epsilon(1e-6));
    }
}

TEST_CASE(
    "An orthonormal basis of a matrix whose rows are shared out spans its columns, the same on any ranks") {
    // Columns of very different size, one all but a multiple of another: a Gram matrix would lose it.
    MatrixD Y = randomMatrix(900, 4, 1);
    Y.col(1) *= 1e-7;
    Y.col(2) = Y.col(0) + 1e-9 * Y.col(2);
    const nmf::ColumnShards alone(900, 6, nullptr);
    const MatrixD Q = nmf::orthonormalBasis(Y, alone);
    CHECK((Q.transpose() * Q - MatrixD::Identity(4, 4)).cwiseAbs().maxCoeff() < 1e-14);
    CHECK((Q * (Q.transpose() * Y) - Y).cwiseAbs().maxCoeff() < 1e-12);
    for (const int size : {2, 3, 8})
        winnow::tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
            const nmf::ColumnShards shards(900, 6, &ranks);
            const MatrixD own =
                nmf::orthonormalBasis(Y.middleRows(shards.firstColumn(), shards.ownColumns()), shards);
            if (own != Q.middleRows(shards.firstColumn(), shards.ownColumns()))
                throw std::logic_error("the basis is another");
            if (nmf::sharedProduct(own, own, shards) != nmf::sharedProduct(Q, Q, alone))
                throw std::logic_error("the product is another");
        });
    // Fewer rows in a shard than columns.
    const MatrixD few = randomMatrix(121, 5, 2),
                  basis = nmf::orthonormalBasis(few, nmf::ColumnShards(121, 2, nullptr));
    CHECK((basis * (basis.transpose() * few) - few).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("NNDSVD is scikit-learn's") {
    MatrixD W, H;
    Whole whole(example());
    nmf::nndsvd(whole.products, 3, 0, W, H);
    MatrixD expectedW(9, 3), expectedH(3, 7); // _initialize_nmf(V, 3, "nndsvd") of scikit-learn 1.2.1
    expectedW << 1.937092737, 0.9565725974, 2.23504358, 2.28024968, 0, 0.2190931092, 1.834249701, 0, 0,
        2.05142087, 0.03555413407, 0, 1.64579404, 0.5187263329, 0, 1.837732253, 2.012030404, 0, 2.754041952,
        1.70091166, 0.361574577, 2.402955501, 0, 0, 1.973196335, 0, 1.232990489;
    expectedH << 2.51587559, 2.252975366, 2.59924158, 2.533615125, 2.042061277, 2.311830611, 2.40159215, 0,
        1.676348914, 0, 0, 0.0371119877, 0, 2.30547524, 0, 0, 0, 1.242339716, 0, 2.122197485, 0.8045453245;
    CHECK((W - expectedW).cwiseAbs().maxCoeff() < 1e-8);
    CHECK((H - expectedH).cwiseAbs().maxCoeff() < 1e-8);
}

TEST_CASE("The fillings of NNDSVD replace its zeros and nothing else") {
    const MatrixD V = example();
    Whole whole(V);
    MatrixD plainW, plainH;
    nmf::nndsvd(whole.products, 4, 3, plainW, plainH);
    for (Init init : {Init::NndsvdA, Init::NndsvdAr}) {
        nmf::Options options = leastSquares(Solver::Mu, 4, 1);
        options.init = init;
        options.seed = 3;
        MatrixD W, H;
        nmf::singularFactors(whole.products, V.mean(), options, W, H);
        for (nmf::Index i = 0; i < W.size(); ++i) {
            if (plainW.data()[i] > 0)
                CHECK(W.data()[i] == plainW.data()[i]);
            else if (init == Init::NndsvdA)
                CHECK(W.data()[i] == Approx(V.mean()));
            else
                CHECK((W.data()[i] > 0 && W.data()[i] < V.mean() / 100));
        }
        CHECK(H.minCoeff() > 0);
    }
}

TEST_CASE("k-means finds planted clusters and keeps every cluster filled") {
    MatrixD V(5, 60);
    for (nmf::Index j = 0; j < 60; ++j)
        V.col(j) =
            10 * MatrixD::Identity(5, 5).col(j % 4) + 0.5 * randomMatrix(5, 1, static_cast<unsigned>(j));
    const nmf::Clusters found = nmf::kMeans<double>(operandOf(V), 4, 1);
    for (nmf::Index j = 0; j < 60; ++j)
        for (nmf::Index i = 0; i < 60; ++i)
            CHECK((found.labels[static_cast<std::size_t>(i)] == found.labels[static_cast<std::size_t>(j)]) ==
                  (i % 4 == j % 4));
    double error = 0;
    for (nmf::Index j = 0; j < 60; ++j)
        error += (V.col(j) - found.centroids.col(found.labels[static_cast<std::size_t>(j)])).squaredNorm();
    CHECK(found.squaredError == Approx(error));
    // As many clusters as columns: each its own.
    const nmf::Clusters own = nmf::kMeans<double>(operandOf(V.leftCols(6)), 6, 2);
    CHECK(std::set<nmf::Index>(own.labels.begin(), own.labels.end()).size() == 6);
    CHECK(own.squaredError == Approx(0).margin(1e-9));
    CHECK(nmf::kMeans<double>(operandOf(MatrixD::Ones(3, 5)), 3, 1).centroids.allFinite());
}

TEST_CASE("SPA starts from the pure columns of separable data") {
    const MatrixD pure = randomMatrix(12, 3, 1);
    MatrixD mixing = randomMatrix(3, 20, 2);
    for (nmf::Index j = 0; j < 20; ++j)
        mixing.col(j) /= mixing.col(j).sum();
    mixing.middleCols(5, 3) = MatrixD::Identity(3, 3);
    const MatrixD V = pure * mixing;
    nmf::Options options = leastSquares(Solver::AcceleratedHals, 3, 50);
    options.init = Init::Spa;
    MatrixD W, H;
    nmf::initialFactors<double>(operandOf(V), options, W, H);
    std::set<nmf::Index> columns;
    for (nmf::Index a = 0; a < 3; ++a)
        for (nmf::Index j = 0; j < 20; ++j)
            if (W.col(a) == V.col(j)) columns.insert(j);
    CHECK(columns == std::set<nmf::Index>{5, 6, 7});
    const auto result = nmf::factorize<double>(V, options);
    CHECK((V - result.W * result.H).norm() < 1e-3 * V.norm());
}

TEST_CASE("Every start works with every solver, dense and sparse alike, and starts below random") {
    const MatrixD full = randomMatrix(25, 4, 1) * randomMatrix(4, 40, 2);
    const MatrixD V = (full.array() < full.mean()).select(0.0, full);
    const nmf::SparseMatrix<double> sparse = V.sparseView();
    for (Solver solver :
         {Solver::Mu, Solver::AcceleratedMu, Solver::AcceleratedHals, Solver::BlockPivoting}) {
        const double random = nmf::factorize<double>(V, leastSquares(solver, 4, 0)).trace.front();
        for (Init init : kInits) {
            nmf::Options options = leastSquares(solver, 4, 10);
            options.init = init;
            const bool locks = solver == Solver::Mu || solver == Solver::AcceleratedMu;
            INFO("solver " << static_cast<int>(solver) << ", init " << static_cast<int>(init));
            if (init == Init::Nndsvd && locks) {
                CHECK_THROWS_WITH(nmf::factorize<double>(V, options),
                                  Catch::Contains("choose Init::NndsvdA"));
                continue;
            }
            const auto result = nmf::factorize<double>(V, options);
            CHECK(result.trace.back() < result.trace.front());
            if (init != Init::NndsvdA) CHECK(result.trace.front() < random);
            const auto few = nmf::factorize<double>(sparse, options);
            CHECK(few.trace.front() == Approx(result.trace.front()).epsilon(1e-6));
            if (init == Init::NndsvdA || init == Init::NndsvdAr)
                continue; // filled with the mean of V in W and H
            const auto scaled = nmf::factorize<double>(MatrixD(V * 0x1p-100), options);
            CHECK(scaled.trace.front() == Approx(result.trace.front() * 0x1p-200).epsilon(1e-6));
        }
    }
}

TEST_CASE("Every start copes with more atoms than V has rank, rows or columns, and with zeros") {
    for (const MatrixD& V : {MatrixD(randomMatrix(6, 1, 1) * randomMatrix(1, 8, 2)),
                             MatrixD(MatrixD::Zero(6, 8)), MatrixD(MatrixD::Constant(1, 1, 3))}) {
        for (Init init : kInits) {
            nmf::Options options = leastSquares(Solver::AcceleratedHals, 9, 300);
            options.init = init;
            const auto result = nmf::factorize<double>(V, options);
            INFO("init " << static_cast<int>(init) << ", " << V.rows() << " x " << V.cols());
            CHECK(result.W.allFinite());
            CHECK(result.H.allFinite());
            CHECK((V - result.W * result.H).norm() <= 1e-4 * V.norm());
        }
    }
}
