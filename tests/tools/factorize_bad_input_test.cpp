// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow factorize` refuses, how it says so, and that nothing is lost.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"

#include <cmath>
#include <limits>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// A folder with a good matrix, 6 x 8.
struct Good {
    TempDir folder;
    std::string file = writeNpyFile(folder / "v.npy", lowRank(6, 8, 3, 1, 0.1)).string();
    std::string out = (folder / "out").string();

    std::string write(const std::string& name, const Matrix& matrix) const {
        return writeNpyFile(folder / name, matrix).string();
    }
    /// Standard error of a command that must fail with this code and leave no folder.
    std::string refused(int code, std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"-o", out});
        const auto result = factorize(arguments);
        CAPTURE(result.err, result.out);
        CHECK(result.exitCode == code);
        CHECK_FALSE(std::filesystem::exists(out));
        return result.err;
    }
};

Matrix with(double value) {
    Matrix matrix = lowRank(6, 8, 3, 1, 0.1);
    matrix(2, 5) = value;
    return matrix;
}

} // namespace

TEST_CASE("factorize names file, place and reason of an entry it cannot use") {
    const Good good;
    CHECK_THAT(good.refused(1, {good.write("n.npy", with(-1)), "-k", "2"}),
               Contains("n.npy") && Contains("[2, 5]") && Contains("negative"));
    CHECK_THAT(good.refused(1, {good.write("n.npy", with(NAN)), "-k", "2"}),
               Contains("n.npy") && Contains("[2, 5]") && Contains("--missing nan"));
    CHECK_THAT(good.refused(1, {good.write("n.npy", with(INFINITY)), "-k", "2"}),
               Contains("[2, 5]") && Contains("infinite"));
    CHECK_THAT(good.refused(1, {good.write("n.npy", with(INFINITY)), "-k", "2", "--missing", "nan"}),
               Contains("infinite"));
    CHECK_THAT(
        good.refused(1, {good.write("n.npy", Matrix::Constant(3, 3, NAN)), "-k", "2", "--missing", "nan"}),
        Contains("not missing"));
    Matrix sparse = Matrix::Zero(5, 5);
    sparse(1, 2) = -3;
    writeFile(good.folder / "s.npz", sparseNpz(sparse, "csr"));
    CHECK_THAT(good.refused(1, {(good.folder / "s.npz").string(), "-k", "2"}), Contains("[1, 2]"));
}

TEST_CASE("factorize refuses files that are missing, empty, cut, or folders without pictures") {
    const Good good;
    CHECK_THAT(good.refused(1, {(good.folder / "none.npy").string(), "-k", "2"}),
               Contains("none.npy") && Contains("does not exist"));
    CHECK_THAT(good.refused(1, {writeFile(good.folder / "e.csv", "").string(), "-k", "2"}),
               Contains("is empty"));
    const std::string whole = contentOf(good.file);
    CHECK_THAT(good.refused(1, {writeFile(good.folder / "c.npy", whole.substr(0, 300)).string(), "-k", "2"}),
               Contains("c.npy") && Contains("damaged"));
    CHECK_THAT(good.refused(1, {good.folder.path().string(), "-k", "2"}),
               Contains("lies") || Contains("pictures"));
}

TEST_CASE("factorize refuses ranks that make no sense") {
    const Good good;
    CHECK_THAT(good.refused(2, {good.file}), Contains("-k"));
    CHECK_THAT(good.refused(2, {good.file, "-k", "0"}), Contains("rank"));
    CHECK_THAT(good.refused(2, {good.file, "-k", "-3"}), Contains("rank"));
    CHECK_THAT(good.refused(2, {good.file, "-k", "two"}), Contains("rank"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "7"}),
               Contains("6 x 8") && Contains("at most 6") && Contains("v.npy"));
    CHECK(factorize({good.file, "-k", "7", "--l1-H", "0.1", "-o", good.out}).exitCode == 0); // sparse coding
}

TEST_CASE("factorize refuses starting factors of other shapes, and weights too") {
    const Good good;
    const std::string bad = good.write("bad.npy", Matrix::Ones(5, 2)),
                      w = good.write("w.npy", Matrix::Ones(6, 2));
    CHECK_THAT(good.refused(1, {good.file, "-k", "2", "--init-W", bad}),
               Contains("bad.npy") && Contains("6 x 2"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "3", "--init-W", w}),
               Contains("w.npy") && Contains("6 x 3"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "2", "--init-H", bad}), Contains("2 x 8"));
    CHECK_THAT(
        good.refused(1, {good.file, "--init-W", w, "--init-H", good.write("h.npy", Matrix::Ones(3, 8))}),
        Contains("h.npy") && Contains("2 x 8"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "2", "--weights", bad}), Contains("6 x 8"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "2", "--weights", good.write("z.npy", Matrix::Zero(6, 8))}),
               Contains("no weight"));
    CHECK_THAT(good.refused(1, {good.file, "--fixed-W", bad}), Contains("bad.npy"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "1", "--fixed-W", w}), Contains("more than -k 1"));
    CHECK_THAT(good.refused(1, {good.file, "--transform", bad}), Contains("bad.npy"));
    CHECK_THAT(good.refused(2, {good.file, "-k", "4", "--transform", w}), Contains("-k is 4"));
    CHECK_THAT(good.refused(1, {good.file, "-k", "2", "--init-W", good.write("n.npy", -Matrix::Ones(6, 2))}),
               Contains("n.npy") && Contains("negative"));
}

TEST_CASE("factorize refuses options that contradict each other, with a sentence and exit code 2") {
    const Good good;
    const std::string w = good.write("w.npy", Matrix::Ones(6, 2));
    const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
        {{"--loss", "kl", "--solver", "hals"}, "--solver hals"},
        {{"--loss", "euclid"}, "frobenius, kl, is"},
        {{"--loss", "beta=7"}, "beta=B"},
        {{"--solver", "mu", "--init", "nndsvd"}, "nndsvda"},
        {{"--solver", "magic"}, "--solver"},
        {{"--init", "spa", "--init-W", w}, "--init"},
        {{"--taps", "3"}, "convolutive"},
        {{"--method", "semi", "--loss", "kl"}, "--loss belongs to"},
        {{"--method", "semi", "--threads", "2"}, "--threads belongs to"},
        {{"--method", "none"}, "--method"},
        {{"--method", "weighted"}, "--weights"},
        {{"--method", "plsa", "--loss", "is"}, "kl"},
        {{"--method", "hoyer"}, "--sparseness-W"},
        {{"--method", "tv", "--variation", "1"}, "--image-height"},
        {{"--method", "joint"}, "at least two"},
        {{"--method", "smooth", "--loss", "is"}, "frobenius and kl"},
        {{"--method", "convolutive", "--layer", "3:4"}, "K:T:POOL"},
        {{"--method", "exact"}, "has no option --rank"},
        {{"--missing", "nan", "--solver", "bpp"}, "--solver mu"},
        {{"--impute"}, "--missing nan"},
        {{"--held-out", "0.2"}, "--ranks"},
        {{"--ranks", "2..4"}, "leave out -k"},
        {{"--transform", w, "--fixed-W", w}, "do not go together"},
        {{"--tolerance", "nan"}, "--tolerance"},
        {{"--l1-H", "-1"}, "--l1-H"},
        {{good.file}, "one input"},
    };
    for (const auto& [more, sentence] : lines) {
        std::vector<std::string> arguments{good.file, "-k", "2"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        CAPTURE(more);
        CHECK_THAT(good.refused(2, arguments), Contains(sentence));
    }
    CHECK_THAT(good.refused(2, {good.file, "--ranks", "4..2"}), Contains("--ranks"));
    CHECK_THAT(good.refused(1, {good.file, "--ranks", "2..9"}), Contains("at most 6"));
}

TEST_CASE("factorize overwrites nothing without --force, and no input even with it") {
    const Good good;
    std::filesystem::create_directories(good.out);
    const auto precious = writeFile(good.folder / "out" / "W.npy", "precious");
    CHECK_THAT(factorize({good.file, "-k", "2", "-o", good.out}).err, Contains("--force"));
    CHECK(contentOf(precious) == "precious");
    CHECK(std::distance(std::filesystem::directory_iterator(good.out), {}) == 1);
    REQUIRE(factorize({good.file, "-k", "2", "-o", good.out, "--force"}).exitCode == 0);
    CHECK(readWritten(precious).cols() == 2);

    const std::string before = contentOf(precious);
    const auto own =
        factorize({good.file, "-k", "2", "--init-W", precious.string(), "-o", good.out, "--force"});
    CHECK(own.exitCode == 1);
    CHECK_THAT(own.err, Contains("lies"));
    CHECK(contentOf(precious) == before);
    CHECK(factorize({good.file, "-k", "2", "-o", good.folder.path().string(), "--force"}).exitCode == 1);
    CHECK_THAT(factorize({good.file, "-k", "2", "-o", precious.string(), "--force"}).err,
               Contains("is a file"));
}

TEST_CASE("factorize ends in order when interrupted, and leaves nothing half written") {
    const Good good;
    const auto result = runProgram(
        "timeout", {"--preserve-status", "-s", "INT", "1", WINNOW_PROGRAM, "factorize", good.file, "-k", "3",
                    "--loss", "kl", "--tolerance", "0", "--iterations", "1000000000", "-o", good.out});
    CHECK(result.exitCode == 130);
    CHECK_THAT(result.err, Contains("interrupted"));
    CHECK_FALSE(std::filesystem::exists(good.out));
}

TEST_CASE("factorize copes with what breaks others, with every solver and loss") {
    const TempDir folder;
    Matrix zeros = lowRank(8, 9, 2, 3);
    zeros.row(3).setZero();
    zeros.col(4).setZero();
    const std::vector<std::pair<std::string, Matrix>> cases{
        {"zero-lines", zeros},
        {"all-zero", Matrix::Zero(8, 9)},
        {"tiny", lowRank(8, 9, 2, 3) * 1e-20},
        {"huge", lowRank(8, 9, 2, 3) * 1e18},
        {"rank-one", Matrix::Ones(8, 9)},
        {"denormal", (Matrix::Ones(8, 9).array() * 1e-40 + zeros.array()).matrix()},
    };
    std::vector<std::vector<std::string>> ways;
    for (const char* solver :
         {"mu", "accelerated-mu", "hals", "plain-hals", "pgd", "active-set", "bpp", "nesterov"})
        ways.push_back({"--solver", solver});
    for (const char* loss : {"kl", "is", "beta=1.5"})
        ways.push_back({"--loss", loss});
    for (const auto& [name, matrix] : cases) {
        const std::string file = writeNpyFile(folder / (name + ".npy"), matrix).string();
        for (const std::vector<std::string>& way : ways) {
            CAPTURE(name, way);
            std::vector<std::string> arguments{file, "-k",      "3",  "--iterations",
                                               "30", "--force", "-o", (folder / "out").string()};
            arguments.insert(arguments.end(), way.begin(), way.end());
            const auto result = factorize(arguments);
            CAPTURE(result.err);
            REQUIRE(result.exitCode == 0);
            CHECK(readWritten(folder / "out" / "W.npy").allFinite());
            CHECK(readWritten(folder / "out" / "H.npy").allFinite());
            CHECK(reportIn(folder / "out")["relative_error"].is_number());
        }
    }
}
