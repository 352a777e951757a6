// SPDX-License-Identifier: GPL-3.0-or-later
/// The fixed matrices of the two-layer engine.
#include "separation/layered/band_sums.h"
#include "separation/layered/bands.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <stdexcept>

using namespace winnow;
using namespace winnow::separation::layered;

namespace {

/// Each row's sum of squares and mean position: a change of any entry moves one of them.
std::vector<float> summary(const nmf::Matrix<double>& matrix) {
    std::vector<float> rows;
    for (nmf::Index i = 0; i < matrix.rows(); ++i) {
        rows.push_back(static_cast<float>(matrix.row(i).squaredNorm()));
        double position = 0;
        for (nmf::Index k = 0; k < matrix.cols(); ++k)
            position += static_cast<double>(k) * matrix(i, k);
        rows.push_back(static_cast<float>(position));
    }
    return rows;
}

} // namespace

TEST_CASE("the band matrices are the reference's") {
    const test::Tensors& clip = test::referenceClip();
    const BandsOf<double>& b = bandsDouble();
    CHECK(test::relativeError(summary(b.E), clip.at("rows_E").values) < 1e-6);
    CHECK(test::relativeError(summary(b.M), clip.at("rows_M").values) < 1e-6);
    CHECK(test::relativeError(summary(b.Mf), clip.at("rows_Mf").values) < 1e-6);
    CHECK(test::relativeError(summary(b.Mb), clip.at("rows_Mb").values) < 1e-6);
    CHECK(test::relativeError(summary(b.LG), clip.at("rows_LG").values) < 1e-6);
}

TEST_CASE("every row of a band matrix sums to one, and none is negative") {
    const BandsOf<double>& b = bandsDouble();
    for (const nmf::Matrix<double>* matrix : {&b.E, &b.M, &b.Mf, &b.Mb, &b.LG}) {
        CHECK((matrix->rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
        CHECK(matrix->minCoeff() >= 0);
    }
}

TEST_CASE("frequency and ERB number are each other's inverse") {
    for (const double hz : {0.0, 31.25, 1000.0, 8000.0, 24000.0})
        CHECK(hzFromErb(erbFromHz(hz)) == Approx(hz).margin(1e-9));
    CHECK(erbFromHz(1000) == Approx(15.6).margin(0.05)); // Glasberg & Moore 1990
}

TEST_CASE("too few dynamic atoms or lag bands are refused") {
    CHECK_THROWS_AS(makeBands(1, 64), std::invalid_argument);
    CHECK_THROWS_AS(makeBands(8, 1), std::invalid_argument);
}

TEST_CASE("sparse band sums are the matrix product") {
    for (const nmf::Matrix<double>* exact : {&bandsDouble().E, &bandsDouble().M, &bandsDouble().LG}) {
        const nmf::Matrix<float> matrix = exact->cast<float>();
        const BandSums sums(matrix);
        const std::vector<float> in = test::whiteNoise(static_cast<std::size_t>(matrix.cols()), 1, 5);
        std::vector<float> out(static_cast<std::size_t>(sums.bands()));
        sums.apply(in, out);
        const Eigen::VectorXf expected = matrix * Eigen::Map<const Eigen::VectorXf>(in.data(), matrix.cols());
        CHECK(test::relativeError(out, {expected.data(), out.size()}) < 1e-6);
    }
}
