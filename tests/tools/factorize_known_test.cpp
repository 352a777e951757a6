// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize` with known factors, weights and missing entries.
#include "nmf/nnls.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// V of rank 3, and the same with one entry in seven hidden.
struct Holes {
    TempDir folder;
    Matrix V = lowRank(25, 30, 3, 1), seen = V, weights = Matrix::Ones(25, 30);
    Holes() {
        for (Index i = 0; i < V.size(); ++i)
            if (i % 7 == 2) seen(i) = NAN, weights(i) = 0;
    }
    /// Root mean square error at the hidden entries, relative to that of the mean.
    double error(const Matrix& filled) const {
        const double mean = (weights.array() > 0).select(V, 0).sum() / weights.sum();
        double squares = 0, ofMean = 0;
        for (Index i = 0; i < V.size(); ++i)
            if (weights(i) == 0) squares += std::pow(filled(i) - V(i), 2), ofMean += std::pow(mean - V(i), 2);
        return std::sqrt(squares / ofMean);
    }
};

} // namespace

TEST_CASE("factorize leaves missing entries out of the fit, and fills them in") {
    const Holes holes;
    const auto input = writeNpyFile(holes.folder / "v.npy", holes.seen).string();
    REQUIRE(factorize({input, "-k", "3", "--missing", "nan", "--impute", "--iterations", "3000",
                       "--tolerance", "1e-8", "-o", (holes.folder / "out").string()})
                .exitCode == 0);
    const Matrix filled = readWritten(holes.folder / "out" / "V.npy");
    CHECK(holes.error(filled) < 0.05);
    CHECK(reportIn(holes.folder / "out")["relative_error"].get<double>() < 0.02);
    for (Index i = 0; i < filled.size(); ++i)
        if (holes.weights(i) > 0) CHECK(filled(i) == Approx(holes.V(i)).epsilon(1e-6).margin(1e-30));
}

TEST_CASE("weight 0 is the same as a missing entry, and empty fields of CSV are missing too") {
    const Holes holes;
    const auto whole = writeNpyFile(holes.folder / "v.npy", holes.V).string(),
               weights = writeNpyFile(holes.folder / "m.npy", holes.weights).string();
    std::string text;
    for (Index i = 0; i < holes.V.rows(); ++i)
        for (Index j = 0; j < holes.V.cols(); ++j)
            text += (std::isnan(holes.seen(i, j)) ? "" : nlohmann::json(holes.V(i, j)).dump()) +
                    (j + 1 < holes.V.cols() ? "," : "\n");
    const auto csv = writeFile(holes.folder / "v.csv", text).string();
    REQUIRE(factorize({csv, "-k", "3", "--missing", "nan", "--double", "-o", (holes.folder / "a").string()})
                .exitCode == 0);
    REQUIRE(
        factorize({whole, "-k", "3", "--weights", weights, "--double", "-o", (holes.folder / "b").string()})
            .exitCode == 0);
    REQUIRE(factorize({whole, "-k", "3", "--method", "weighted", "--weights", weights, "--double", "-o",
                       (holes.folder / "c").string()})
                .exitCode == 0);
    CHECK(contentOf(holes.folder / "a" / "W.npy") == contentOf(holes.folder / "b" / "W.npy"));
    CHECK(contentOf(holes.folder / "b" / "W.npy") == contentOf(holes.folder / "c" / "W.npy"));
}

TEST_CASE("factorize holds a given W, or part of it") {
    const TempDir folder;
    const Matrix V = lowRank(20, 25, 4, 2), known = V.leftCols(2);
    const auto input = writeNpyFile(folder / "v.npy", V).string(),
               w = writeNpyFile(folder / "w.npy", known).string();
    REQUIRE(factorize({input, "--fixed-W", w, "--double", "-o", (folder / "all").string()}).exitCode == 0);
    CHECK(readWritten(folder / "all" / "W.npy") == known);
    REQUIRE(factorize({input, "--fixed-W", w, "-k", "5", "--double", "-o", (folder / "part").string()})
                .exitCode == 0);
    const Matrix part = readWritten(folder / "part" / "W.npy");
    REQUIRE(part.cols() == 5);
    CHECK(part.leftCols(2) == known);
    CHECK(reportIn(folder / "part")["relative_error"] < reportIn(folder / "all")["relative_error"]);
}

TEST_CASE("factorize transforms new data with the W of an earlier result, to the least-squares optimum") {
    const TempDir folder;
    const Matrix V = lowRank(20, 60, 4, 3, 0.2);
    const auto old = writeNpyFile(folder / "old.npy", V.leftCols(40)).string(),
               more = writeNpyFile(folder / "new.npy", V.rightCols(20)).string(),
               first = (folder / "first").string();
    REQUIRE(factorize({old, "-k", "4", "--double", "-o", first}).exitCode == 0);
    REQUIRE(
        factorize({more, "--transform", first, "--double", "-o", (folder / "second").string()}).exitCode ==
        0);
    const Matrix W = readWritten(folder / "first" / "W.npy"), H = readWritten(folder / "second" / "H.npy");
    REQUIRE(H.cols() == 20);
    CHECK(nmf::kktResidual<double>(W.transpose() * W, W.transpose() * V.rightCols(20), H) < 1e-8);
    CHECK_FALSE(std::filesystem::exists(folder / "second" / "W.npy"));
    REQUIRE(factorize({more, "--transform", first + "/W.npy", "--loss", "kl", "-o", (folder / "kl").string()})
                .exitCode == 0);
}

TEST_CASE("factorize goes on from an earlier result when rows and columns are added") {
    const TempDir folder;
    const Matrix V = lowRank(24, 40, 3, 4, 0.01);
    const auto part = writeNpyFile(folder / "part.npy", V.topLeftCorner(18, 30)).string(),
               whole = writeNpyFile(folder / "whole.npy", V).string(), first = (folder / "first").string();
    REQUIRE(factorize({part, "-k", "3", "-o", first}).exitCode == 0);
    const auto short1 =
        factorize({whole, "--update", first, "--iterations", "20", "-o", (folder / "a").string()});
    CAPTURE(short1.err);
    REQUIRE(short1.exitCode == 0);
    const Matrix W = readWritten(folder / "a" / "W.npy"), H = readWritten(folder / "a" / "H.npy");
    REQUIRE(W.rows() == 24);
    REQUIRE(H.cols() == 40);
    CHECK(relativeError(V, W * H) < 0.05);
    const auto nothing = factorize({part, "--update", first, "-o", (folder / "b").string()});
    CHECK(nothing.exitCode == 1);
    CHECK_THAT(nothing.err, Contains("nothing to add"));
    const auto smaller = factorize({writeNpyFile(folder / "s.npy", V.topLeftCorner(10, 30)).string(),
                                    "--update", first, "-o", (folder / "b").string()});
    CHECK_THAT(smaller.err, Contains("smaller"));
}

TEST_CASE("factorize starts where it is told, from files of any format") {
    const TempDir folder;
    const Matrix V = lowRank(10, 12, 2, 5);
    const auto input = writeNpyFile(folder / "v.npy", V).string();
    const auto w = writeFile(folder / "w.csv", "1,2\n2,1\n1,1\n1,2\n2,2\n1,1\n1,2\n2,1\n1,1\n3,1\n").string(),
               h = writeNpyFile(folder / "h.npy", Matrix::Constant(2, 12, 0.5)).string();
    REQUIRE(factorize({input, "--init-W", w, "--init-H", h, "--iterations", "0", "--double", "-o",
                       (folder / "out").string()})
                .exitCode == 0);
    const Matrix W = readWritten(folder / "out" / "W.npy");
    CHECK(W(0, 1) == 2);
    CHECK(W(9, 0) == 3);
    CHECK(reportIn(folder / "out")["objective"].get<double>() ==
          Approx(0.5 * (V - W * Matrix::Constant(2, 12, 0.5)).squaredNorm()));
}
