// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize` as a shell runs it: the plain model, its files and its report.
#include "nmf/factorize.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"

#include <set>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

TEST_CASE("factorize writes W, H and a report, and says what they are") {
    const TempDir folder;
    const Matrix V = lowRank(30, 40, 4, 1, 0.01);
    const auto input = writeNpyFile(folder / "v.npy", V).string(), output = (folder / "out").string();
    const auto result = runWinnow({"factorize", input, "-k", "4", "-o", output, "--json"});
    CHECK(result.exitCode == 0);
    CHECK(result.err.empty()); // no terminal, no progress
    const Matrix W = readWritten(folder / "out" / "W.npy"), H = readWritten(folder / "out" / "H.npy");
    REQUIRE(W.rows() == 30);
    REQUIRE(W.cols() == 4);
    REQUIRE(H.rows() == 4);
    REQUIRE(H.cols() == 40);
    CHECK(W.minCoeff() >= 0);
    CHECK(H.minCoeff() >= 0);
    CHECK(relativeError(V, W * H) < 0.05);

    const auto report = reportIn(folder / "out");
    CHECK(report == result.json());
    CHECK(report["relative_error"].get<double>() == Approx(relativeError(V, W * H)).epsilon(1e-4));
    CHECK(report["objective"].get<double>() == Approx(0.5 * (V - W * H).squaredNorm()).epsilon(1e-3));
    CHECK(report["trace"]["relative_error"].back().get<double>() ==
          Approx(report["relative_error"].get<double>()).epsilon(1e-3));
    CHECK(report["trace"]["iteration"].size() == report["trace"]["objective"].size());
    CHECK(report["trace"]["iteration"].back() == report["iterations"]);
    CHECK(report["trace"]["objective"].front() > report["trace"]["objective"].back());
    CHECK(report["rank"] == 4);
    CHECK(report["method"] == "nmf");
    CHECK(report["version"] == WINNOW_VERSION);
    CHECK(report["solver_seconds"].get<double>() > 0);
    CHECK(report["threads"].get<int>() >= 1);
    CHECK(report["options"]["rank"] == "4");
    CHECK(report["inputs"][0]["shape"] == nlohmann::json({30, 40}));
    CHECK(report["inputs"][0]["precision"] == "single");
    CHECK(report["factors"][0]["file"] == "W.npy");
    const auto names = std::filesystem::directory_iterator(folder / "out");
    CHECK(std::distance(names, {}) == 3); // no half files
}

TEST_CASE("factorize gives what the library gives, in single and in double precision") {
    const TempDir folder;
    const Matrix V = lowRank(25, 35, 3, 2, 0.1);
    const auto input = writeNpyFile(folder / "v.npy", V).string();
    nmf::Options options;
    options.rank = 3;
    options.seed = 7;
    options.tolerance = 0;
    options.maxIterations = 40;
    const std::vector<std::string> common{input, "-k",           "3", "--seed", "7", "--tolerance",
                                          "0",   "--iterations", "40"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), common.begin(), common.end());
        return more;
    };
    REQUIRE(factorize(with({"--loss", "kl", "--double", "-o", (folder / "d").string()})).exitCode == 0);
    CHECK(readWritten(folder / "d" / "W.npy") == nmf::factorize<double>(V, options).W);
    options.beta = 2;
    options.solver = nmf::Solver::AcceleratedHals;
    REQUIRE(factorize(with({"-o", (folder / "f").string()})).exitCode == 0);
    const nmf::Matrix<float> single = V.cast<float>();
    CHECK(readWritten(folder / "f" / "H.npy") == nmf::factorize<float>(single, options).H.cast<double>());
    CHECK(reportIn(folder / "f")["iterations"] == 40);
    CHECK(reportIn(folder / "f")["status"] == "iteration limit");
}

TEST_CASE("factorize runs every solver with Frobenius, and every loss with multiplicative updates") {
    const TempDir folder;
    const Matrix V = lowRank(20, 24, 3, 3, 0.05);
    const auto input = writeNpyFile(folder / "v.npy", V).string();
    const auto error = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{input, "-k", "3", "--force", "-o", (folder / "out").string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = factorize(arguments);
        CAPTURE(result.err);
        REQUIRE(result.exitCode == 0);
        return relativeError(V,
                             readWritten(folder / "out" / "W.npy") * readWritten(folder / "out" / "H.npy"));
    };
    for (const char* solver :
         {"mu", "accelerated-mu", "hals", "plain-hals", "pgd", "active-set", "bpp", "nesterov"}) {
        CAPTURE(solver);
        CHECK(error({"--solver", solver}) < 0.12);
    }
    for (const char* loss : {"kl", "is", "beta=0.5", "beta=3"}) {
        CAPTURE(loss);
        CHECK(error({"--loss", loss}) < 0.25);
    }
    for (const char* init : {"nndsvd", "nndsvda", "nndsvdar", "kmeans", "spa"}) {
        CAPTURE(init);
        CHECK(error({"--init", init}) < 0.12);
    }
}

TEST_CASE("factorize gives the same bytes on one thread and on several") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(60, 700, 5, 4, 0.1)).string();
    for (const char* threads : {"1", "3"})
        REQUIRE(
            factorize({input, "-k", "5", "--threads", threads, "-o", (folder / threads).string()}).exitCode ==
            0);
    CHECK(contentOf(folder / "1" / "W.npy") == contentOf(folder / "3" / "W.npy"));
    CHECK(contentOf(folder / "1" / "H.npy") == contentOf(folder / "3" / "H.npy"));
}

TEST_CASE("factorize takes sparse matrices as they are, whatever file they come in") {
    const TempDir folder;
    Matrix V = lowRank(30, 50, 3, 5);
    V = (V.array() > 0.4).select(V, 0);
    std::string market = "%%MatrixMarket matrix coordinate real general\n30 50 " +
                         std::to_string((V.array() != 0).count()) + "\n";
    for (Index j = 0; j < V.cols(); ++j)
        for (Index i = 0; i < V.rows(); ++i)
            if (V(i, j) != 0)
                market += std::to_string(i + 1) + " " + std::to_string(j + 1) + " " +
                          nlohmann::json(V(i, j)).dump() + "\n";
    writeFile(folder / "v.mtx", market);
    writeFile(folder / "v.npz", sparseNpz(V, "csr"));
    for (const char* loss : {"frobenius", "kl"}) {
        CAPTURE(loss);
        for (const char* file : {"v.mtx", "v.npz"})
            REQUIRE(factorize({(folder / file).string(), "-k", "3", "--loss", loss, "--force", "-o",
                               (folder / (std::string("out-") + file)).string()})
                        .exitCode == 0);
        CHECK(contentOf(folder / "out-v.mtx" / "W.npy") == contentOf(folder / "out-v.npz" / "W.npy"));
        const auto report = reportIn(folder / "out-v.npz");
        CHECK(report["inputs"][0]["stored_entries"] == (V.array() != 0).count());
        CHECK(report["relative_error"].get<double>() ==
              Approx(relativeError(V, readWritten(folder / "out-v.npz" / "W.npy") *
                                          readWritten(folder / "out-v.npz" / "H.npy")))
                  .epsilon(1e-3));
    }
    const std::string file = (folder / "v.npz").string(), out = (folder / "is").string();
    const auto refused = factorize({file, "-k", "3", "--loss", "is", "-o", out});
    CHECK(refused.exitCode == 2);
    CHECK_THAT(refused.err, Contains("--dense"));
    CHECK(factorize({file, "-k", "3", "--loss", "is", "--dense", "-o", out}).exitCode == 0);
    CHECK_FALSE(reportIn(folder / "is")["inputs"][0].contains("stored_entries"));
}

TEST_CASE("factorize keeps the best of several restarts, and goes on from it") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(20, 30, 6, 6, 0.2)).string();
    REQUIRE(factorize({input, "-k", "6", "--loss", "kl", "--restarts", "4", "--perturbations", "2", "-o",
                       (folder / "out").string()})
                .exitCode == 0);
    const auto report = reportIn(folder / "out");
    const auto runs = report["details"]["run_objectives"].get<std::vector<double>>();
    REQUIRE(runs.size() == 6);
    CHECK(report["objective"] == *std::min_element(runs.begin(), runs.end()));
    CHECK(std::set<double>(runs.begin(), runs.end()).size() > 1);
}

TEST_CASE("factorize writes CSV with the names that a text file came with") {
    const TempDir folder;
    const auto input =
        writeFile(folder / "v.csv", "gene,s1,\"s,2\",s3\nA,1,2,3\nB,2,4,6\nC,0,1,1\n").string();
    REQUIRE(factorize({input, "-k", "2", "--csv", "-o", (folder / "out").string()}).exitCode == 0);
    const std::string W = contentOf(folder / "out" / "W.csv"), H = contentOf(folder / "out" / "H.csv");
    CHECK(W.substr(0, 2) == "A,");
    CHECK_THAT(W, Contains("\nB,") && Contains("\nC,"));
    CHECK(H.substr(0, H.find('\n')) == "s1,\"s,2\",s3");
    CHECK(std::count(H.begin(), H.end(), '\n') == 3);
}

TEST_CASE(
    "factorize says on its output where the factors are and how good they are, and nothing when quiet") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(10, 12, 2, 7)).string();
    const auto result = runWinnow({"factorize", input, "-k", "2", "-o", (folder / "a").string()});
    CHECK_THAT(result.out, Contains("W.npy") && Contains("10 x 2") && Contains("relative error"));
    CHECK(factorize({input, "-k", "2", "-o", (folder / "b").string()}).out.empty());
}

TEST_CASE("factorize stops when its time is up, and keeps what it has") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(80, 90, 8, 8, 0.2)).string();
    REQUIRE(factorize({input, "-k", "8", "--loss", "kl", "--tolerance", "0", "--iterations", "100000000",
                       "--time-limit", "0.2", "-o", (folder / "out").string()})
                .exitCode == 0);
    CHECK(reportIn(folder / "out")["status"] == "time limit");
    CHECK(readWritten(folder / "out" / "W.npy").allFinite());
}
