// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of what the examples share: random numbers, measures, rivals.
#include "tests/support/catch.h"
#include "tools/examples/common/measures.h"
#include "tools/examples/common/rivals.h"

#include <cmath>
#include <limits>

using namespace winnow::examples;

namespace {

struct Moments {
    double mean = 0, variance = 0;
};

template <class Draw> Moments momentsOf(Draw draw) {
    constexpr int count = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        const double x = draw();
        sum += x;
        squares += x * x;
    }
    const double mean = sum / count;
    return {mean, squares / count - mean * mean};
}

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_CASE("Random draws have the mean and the variance of their distribution") {
    Random random(1);
    const Moments normal = momentsOf([&] { return random.normal(); });
    CHECK(normal.mean == Approx(0).margin(0.03));
    CHECK(normal.variance == Approx(1).epsilon(0.05));
    for (const double shape : {0.3, 1.0, 4.0}) {
        const Moments gamma = momentsOf([&] { return random.gamma(shape); });
        CHECK(gamma.mean == Approx(shape).epsilon(0.05));
        CHECK(gamma.variance == Approx(shape).epsilon(0.1));
    }
    for (const double mean : {0.4, 7.0, 75.0}) {
        const Moments poisson = momentsOf([&] { return random.poisson(mean); });
        CHECK(poisson.mean == Approx(mean).epsilon(0.04));
        CHECK(poisson.variance == Approx(mean).epsilon(0.06));
    }
    const Moments beta = momentsOf([&] { return random.beta(2, 6); });
    CHECK(beta.mean == Approx(0.25).epsilon(0.03));
    CHECK(beta.variance == Approx(2.0 * 6 / (64.0 * 9)).epsilon(0.06));
    CHECK(random.poisson(0) == 0);
}

TEST_CASE("A Dirichlet draw lies on the simplex, and a permutation has every index once") {
    Random random(2);
    const Vector x = random.dirichlet(Vector::Constant(4, 0.1));
    CHECK(x.sum() == Approx(1));
    CHECK(x.minCoeff() >= 0);
    auto order = random.permutation(50);
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (Index i = 0; i < 50; ++i)
        REQUIRE(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("Cluster measures are right for partitions worked out by hand") {
    const Labels classes{0, 0, 0, 1, 1, 1};
    const Labels renamed{1, 1, 1, 0, 0, 0}, oneWrong{0, 0, 1, 1, 1, 1}, across{0, 1, 0, 1, 0, 1};
    CHECK(purity(renamed, classes) == 1);
    CHECK(normalisedMutualInformation(renamed, classes) == Approx(1));
    CHECK(adjustedRand(renamed, classes) == Approx(1));
    CHECK(purity(oneWrong, classes) == Approx(5.0 / 6));
    // Pairs: together in both 1 + 3 = 4; expected 6 * 7 / 15 = 2.8; mean of the maxima 6.5.
    CHECK(adjustedRand(oneWrong, classes) == Approx((4 - 2.8) / (6.5 - 2.8)));
    CHECK(adjustedRand(across, classes) < 0.1);
    CHECK(normalisedMutualInformation(Labels(6, 0), classes) == Approx(0).margin(1e-12));
    CHECK_THROWS_AS(purity({}, {}), std::invalid_argument);
}

TEST_CASE("The area under the ROC curve counts pairs in the right order, and ties as a half") {
    CHECK(areaUnderRoc({0.9, 0.8, 0.3, 0.1}, {true, true, false, false}) == 1);
    CHECK(areaUnderRoc({0.9, 0.8, 0.3, 0.1}, {false, true, false, true}) == 0.25);
    CHECK(areaUnderRoc({1, 1, 1}, {true, false, false}) == 0.5);
    CHECK_THROWS_AS(areaUnderRoc({1, 2}, {true, true}), std::invalid_argument);
}

TEST_CASE("Principal components reproduce data of their rank, and their eigenvalues are the variances") {
    Random random(3);
    for (const bool wide : {false, true}) {
        const Matrix V = wide ? Matrix(random.normalMatrix(6, 2) * random.normalMatrix(2, 40))
                              : Matrix(random.normalMatrix(40, 2) * random.normalMatrix(2, 6));
        const Pca pca = principalComponents(V, 2);
        CHECK((pca.model() - V).norm() < 1e-9 * V.norm());
        CHECK((pca.axes.transpose() * pca.axes - Matrix::Identity(2, 2)).norm() < 1e-9);
        CHECK(pca.eigenvalues.sum() == Approx((V.colwise() - pca.mean).squaredNorm()));
        const Svd svd = truncatedSvd(V, 2);
        CHECK((svd.U * svd.s.asDiagonal() * svd.Vt - V).norm() < 1e-7 * V.norm());
    }
}

TEST_CASE("Average linkage and k-means find groups that lie apart") {
    Random random(4);
    Matrix V(2, 30);
    Labels classes;
    for (Index j = 0; j < 30; ++j) {
        classes.push_back(j % 3);
        V.col(j) << 10.0 * static_cast<double>(j % 3) + random.normal(), random.normal();
    }
    Matrix distances(30, 30);
    for (Index i = 0; i < 30; ++i)
        for (Index j = 0; j < 30; ++j)
            distances(i, j) = (V.col(i) - V.col(j)).norm();
    CHECK(adjustedRand(averageLinkage(distances, 3), classes) == Approx(1));
    CHECK(adjustedRand(kMeans(V, 3, 0).labels, classes) == Approx(1));
}

TEST_CASE("The imputers fill in what they can know, and leave what is there") {
    Matrix V(3, 4);
    V << 1, 2, 3, missing, //
        2, 4, 6, 8,        //
        1, 2, 3, 4;
    const Matrix rows = imputeRowMeans(V), svd = imputeSvd(V, 1, 0, 1000), nearest = imputeNeighbours(V, 1);
    CHECK(rows(0, 3) == Approx(2));
    CHECK(svd(0, 3) == Approx(4).epsilon(0.01)); // of rank 1 with 4 there
    CHECK(nearest(0, 3) == Approx(3));           // column 2 is nearest
    for (const Matrix* filled : {&rows, &svd, &nearest}) {
        CHECK(filled->bottomRows(2) == V.bottomRows(2));
        CHECK(filled->allFinite());
    }
}
