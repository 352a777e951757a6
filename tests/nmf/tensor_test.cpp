// SPDX-License-Identifier: GPL-3.0-or-later
/// Non-negative PARAFAC.
#include "nmf/reading/components.h"
#include "nmf/variants/tensor.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using nmf::Solver;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

namespace {

std::vector<MatrixD> planted(const std::vector<nmf::Index>& dimensions, nmf::Index k) {
    std::vector<MatrixD> factors;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        const MatrixD A = randomMatrix(dimensions[d], k, static_cast<unsigned>(d + 1));
        factors.push_back((A.array() < 0.3).select(0.0, A));
    }
    return factors;
}

double distance(const nmf::Tensor& X, const nmf::Tensor& Y) {
    double squares = 0;
    for (std::size_t i = 0; i < X.values.size(); ++i)
        squares += (X.values[i] - Y.values[i]) * (X.values[i] - Y.values[i]);
    return squares;
}

nmf::TensorOptions tensorOptions(nmf::Index rank, int iterations, Solver solver) {
    auto options = variant<nmf::TensorOptions>(rank, iterations);
    options.solver = solver;
    return options;
}

} // namespace

TEST_CASE("The tensor model is its definition") {
    const auto factors = planted({3, 4, 2, 5}, 3);
    const nmf::Tensor X = nmf::tensorModel(factors);
    CHECK(X.dimensions == std::vector<nmf::Index>{3, 4, 2, 5});
    std::size_t at = 0;
    for (nmf::Index l = 0; l < 5; ++l)
        for (nmf::Index m = 0; m < 2; ++m)
            for (nmf::Index j = 0; j < 4; ++j)
                for (nmf::Index i = 0; i < 3; ++i) {
                    double sum = 0;
                    for (nmf::Index a = 0; a < 3; ++a)
                        sum += factors[0](i, a) * factors[1](j, a) * factors[2](m, a) * factors[3](l, a);
                    CHECK(X.values[at++] == Approx(sum));
                }
}

TEST_CASE("Tensors of every order are recovered by every solver, and the objective never rises") {
    for (const auto& dimensions : {std::vector<nmf::Index>{12, 10, 9}, {6, 5, 4, 7}, {30, 20}}) {
        const auto truth = planted(dimensions, 2);
        const nmf::Tensor X = nmf::tensorModel(truth);
        double size = 0;
        for (double x : X.values)
            size += x * x;
        for (Solver solver : {Solver::Mu, Solver::Hals, Solver::BlockPivoting}) {
            auto options = tensorOptions(2, solver == Solver::Mu ? 3000 : 400, solver);
            options.checkEvery = 1;
            const auto result = nmf::factorizeTensor(X, options);
            INFO("solver " << static_cast<int>(solver) << ", order " << dimensions.size());
            test::checkFalls(result.course, 1e-12 * size);
            CHECK(distance(X, nmf::tensorModel(result.factors)) < 1e-4 * size);
            CHECK(result.course.trace.back() ==
                  Approx(distance(X, nmf::tensorModel(result.factors)) / 2).margin(1e-9 * size));
            for (std::size_t d = 0; d + 1 < dimensions.size(); ++d)
                CHECK((result.factors[d].colwise().norm().array() - 1).abs().maxCoeff() < 1e-9);
            if (dimensions.size() > 2) // beyond matrices the factors are unique
                for (std::size_t d = 0; d < dimensions.size(); ++d)
                    for (double cosine : nmf::matchComponents(truth[d], result.factors[d]).similarity)
                        CHECK(cosine > 0.99);
        }
    }
}

TEST_CASE("Tensors that make no sense are refused, odd ones are not") {
    const auto options = tensorOptions(2, 10, Solver::Hals);
    CHECK_THROWS_WITH(nmf::factorizeTensor({{4}, {1, 2, 3, 4}}, options), Catch::Contains("two dimensions"));
    CHECK_THROWS_WITH(nmf::factorizeTensor({{2, 3}, {1, 2, 3, 4}}, options),
                      Catch::Contains("number of its values"));
    CHECK_THROWS_WITH(nmf::factorizeTensor({{2, 2}, {1, 2, -3, 4}}, options), Catch::Contains("negative"));
    CHECK_THROWS_WITH(nmf::factorizeTensor({{2, 2}, {1, 2, 3, 4}}, tensorOptions(2, 10, Solver::Nesterov)),
                      Catch::Contains("Solver::Mu, Hals or BlockPivoting"));
    for (double scale : {0.0, 1e-20, 1e20})
        for (Solver solver : {Solver::Mu, Solver::Hals, Solver::BlockPivoting}) {
            nmf::Tensor X = nmf::tensorModel(planted({4, 3, 5}, 2));
            for (double& x : X.values)
                x *= scale;
            for (const MatrixD& A : nmf::factorizeTensor(X, tensorOptions(4, 30, solver)).factors)
                CHECK(A.allFinite());
        }
}
