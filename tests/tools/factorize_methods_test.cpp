// SPDX-License-Identifier: GPL-3.0-or-later
/// The variants of `winnow factorize`: what each promises of its factors holds for the files it writes.
#include "nmf/random.h"
#include "nmf/variants/convolutive.h"
#include "nmf/variants/hoyer.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/factorize/methods/table.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// One run of a method; the factors by their symbols.
struct Run {
    TempDir folder;

    nlohmann::json operator()(const Matrix& V, const std::string& method,
                              const std::vector<std::string>& more) const {
        return run({writeNpyFile(folder / "v.npy", V).string()}, method, more);
    }
    nlohmann::json run(std::vector<std::string> arguments, const std::string& method,
                       const std::vector<std::string>& more) const {
        arguments.insert(arguments.end(), {"--method", method, "--force", "-o", (folder / "out").string()});
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = factorize(arguments);
        CAPTURE(method, result.err);
        REQUIRE(result.exitCode == 0);
        return reportIn(folder / "out");
    }
    Matrix operator[](const std::string& symbol) const {
        return readWritten(folder / "out" / (symbol + ".npy"));
    }
    std::vector<std::int64_t> list(const std::string& symbol) const {
        return readWrittenList(folder / "out" / (symbol + ".npy"));
    }
};

double reported(const nlohmann::json& report) {
    return report["relative_error"].get<double>();
}

/// Three pure columns and mixtures of them.
Matrix separable() {
    Matrix W = lowRank(12, 3, 3, 5, 0.3), H(3, 10);
    H << Matrix::Identity(3, 3), lowRank(3, 7, 3, 6, 0.2);
    return W * H;
}

/// rows x 2, some entries zero.
Matrix randomFactor(Index rows, std::uint64_t seed) {
    Matrix factor(rows, 2);
    for (Index i = 0; i < factor.size(); ++i)
        factor(i) = std::max(0.0, 1.4 * nmf::uniformAt(seed, 0, static_cast<std::uint64_t>(i)) - 0.4);
    return factor;
}

} // namespace

TEST_CASE("each method has a name, a summary and options of its own that exist") {
    CLI::App program;
    tools::FactorizeLine line;
    tools::addFactorizeOptions(program, line);
    std::set<std::string> names, taken;
    for (const tools::Method* method : tools::allMethods()) {
        CAPTURE(method->name);
        CHECK(names.insert(method->name).second);
        CHECK_FALSE(method->summary.empty());
        CHECK(method->run != nullptr);
        for (const std::string& option : method->options) {
            CHECK(line.app->get_option(option) != nullptr); // throws for an unknown one
            taken.insert(option);
        }
    }
    CHECK(names.size() == 22);
    for (const CLI::Option* option : line.restricted) // none that no method takes
        CHECK(taken.count("--" + option->get_lnames().front()) == 1);
}

TEST_CASE("semi and convex NMF take data of any sign") {
    const Run run;
    const Matrix V = lowRank(15, 20, 3, 1).array() - 0.5;
    const auto semi = run(V, "semi", {"-k", "4"});
    CHECK(run["H"].minCoeff() >= 0);
    CHECK(run["W"].minCoeff() < 0);
    CHECK(reported(semi) == Approx(relativeError(V, run["W"] * run["H"])));
    CHECK(reported(semi) < 0.3);
    const auto convex = run(V, "convex", {"-k", "4"});
    CHECK(run["A"].minCoeff() >= 0);
    CHECK(run["W"].isApprox(V * run["A"], 1e-9));
    CHECK(reported(convex) == Approx(relativeError(V, V * run["A"] * run["H"])));
}

TEST_CASE("symmetric NMF gives V = H H^T and refuses what is not symmetric") {
    const Run run;
    const Matrix H = lowRank(12, 3, 3, 2);
    const auto report = run(H * H.transpose(), "symmetric", {"-k", "3"});
    CHECK(reported(report) < 0.1);
    CHECK(reported(report) == Approx(relativeError(H * H.transpose(), run["H"] * run["H"].transpose())));
    const auto refused = factorize({writeNpyFile(run.folder / "x.npy", lowRank(4, 5, 2, 1)).string(),
                                    "--method", "symmetric", "-k", "2", "-o", (run.folder / "x").string()});
    CHECK(refused.exitCode == 1);
    CHECK_THAT(refused.err, Contains("not symmetric"));
}

TEST_CASE("tri-factorization gives memberships of rows and columns of different numbers") {
    const Run run;
    const Matrix V = lowRank(15, 18, 3, 3, 0.05);
    const auto report = run(V, "tri", {"-k", "3", "--column-rank", "4", "--iterations", "2000"});
    REQUIRE(run["S"].cols() == 4);
    CHECK(reported(report) == Approx(relativeError(V, run["F"] * run["S"] * run["G"])));
    CHECK(reported(report) < 0.2);
}

TEST_CASE("orthogonal and hierarchical NMF find the clusters that are there") {
    const Run run;
    Matrix V = Matrix::Constant(9, 12, 0.01); // three blocks of four columns
    for (Index j = 0; j < 12; ++j)
        V.block(3 * (j / 4), j, 3, 1).setConstant(1 + 0.1 * static_cast<double>(j % 4));
    for (const char* method : {"orthogonal", "hierarchical"}) {
        CAPTURE(method);
        run(V, method, {"-k", "3"});
        const auto labels = run.list("labels");
        REQUIRE(labels.size() == 12);
        std::set<std::int64_t> different;
        for (std::size_t j = 0; j < 12; ++j) {
            CHECK(labels[j] == labels[j / 4 * 4]);
            different.insert(labels[j]);
        }
        CHECK(different.size() == 3);
    }
}

TEST_CASE("convolutive NMF writes its taps, and stacks layers on its activations") {
    const Run run;
    const Matrix V = lowRank(8, 60, 3, 4, 0.05);
    const auto report = run(V, "convolutive", {"-k", "2", "--taps", "3", "--loss", "kl", "--layer", "2:2:4"});
    const auto& factors = report["factors"];
    CHECK(factors[0]["shape"] == nlohmann::json({3, 8, 2}));
    CHECK(factors[1]["shape"] == nlohmann::json({2, 60}));
    CHECK(factors[2]["shape"] == nlohmann::json({2, 2, 2}));
    CHECK(factors[3]["shape"] == nlohmann::json({2, 15})); // pooled by 4
    // W.npy is (taps, rows, K) in C order: the model from it has the error of the report.
    const std::string bytes = contentOf(run.folder / "out" / "W.npy");
    std::vector<Matrix> W(3, Matrix(8, 2));
    const char* at = bytes.data() + bytes.size() - sizeof(double) * 3 * 8 * 2;
    for (Matrix& tap : W)
        for (Index i = 0; i < 8; ++i)
            for (Index a = 0; a < 2; ++a, at += sizeof(double))
                std::memcpy(&tap(i, a), at, sizeof(double));
    CHECK(reported(report) == Approx(relativeError(V, nmf::convolutiveModel(W, {run["H"]}))));
    const auto shifted = run(V, "convolutive", {"-k", "2", "--taps", "2", "--shifts", "3"});
    CHECK(shifted["factors"][1]["shape"] == nlohmann::json({3, 2, 60}));
}

TEST_CASE("online NMF learns from batches, in several passes") {
    const Run run;
    const Matrix V = lowRank(12, 200, 3, 5, 0.01);
    const auto one = run(V, "online", {"-k", "3", "--batch", "20"});
    const auto many = run(V, "online", {"-k", "3", "--batch", "20", "--passes", "10"});
    CHECK(many["iterations"] == 100);
    CHECK(reported(many) < reported(one));
    CHECK(reported(many) < 0.15);
}

TEST_CASE("convolutive NMF of a stream learns taps from batches, in several passes") {
    const Run run;
    const Matrix V = lowRank(10, 200, 2, 5, 0.01);
    const auto one = run(V, "online-convolutive", {"-k", "2", "--taps", "3", "--batch", "20"});
    const auto many =
        run(V, "online-convolutive", {"-k", "2", "--taps", "3", "--batch", "20", "--passes", "20"});
    CHECK(many["iterations"] == 200);
    CHECK(many["factors"][0]["shape"] == nlohmann::json({3, 10, 2}));
    CHECK(many["factors"][1]["shape"] == nlohmann::json({2, 200}));
    CHECK(reported(many) < reported(one));
    CHECK(reported(many) < 0.2);
}

TEST_CASE("smooth, hoyer and tv give activations, sparseness and pictures as asked") {
    const Run run;
    const Matrix V = lowRank(16, 40, 3, 6, 0.3);
    const auto roughness = [&] {
        const Matrix H = run["H"];
        return (H.rightCols(39) - H.leftCols(39)).squaredNorm() / H.squaredNorm();
    };
    run(V, "smooth", {"-k", "3"});
    const double free = roughness();
    run(V, "smooth", {"-k", "3", "--smoothness", "20"});
    CHECK(roughness() < 0.7 * free);
    run(V, "hoyer", {"-k", "3", "--sparseness-W", "0.7"});
    for (Index a = 0; a < 3; ++a)
        CHECK(nmf::hoyerSparseness(run["W"].col(a)) == Approx(0.7).epsilon(1e-3));
    const auto plain = run(V, "tv", {"-k", "3", "--image-height", "4"});
    const auto even = run(V, "tv", {"-k", "3", "--image-height", "4", "--variation", "5"});
    CHECK(reported(even) > reported(plain));
}

TEST_CASE("sequential NMF reports the residual variance of each component and where it bends") {
    const Run run;
    const auto report = run(lowRank(20, 30, 3, 7), "sequential", {"-k", "6", "--iterations", "300"});
    const auto curve = report["details"]["residual_variance"].get<std::vector<double>>();
    REQUIRE(curve.size() == 6);
    CHECK(std::is_sorted(curve.rbegin(), curve.rend()));
    CHECK(report["details"]["elbow"].get<int>() >= 2);
    CHECK(curve.back() == Approx(std::pow(reported(report), 2)).margin(1e-9));
}

TEST_CASE("separable NMF names the pure columns, by both algorithms") {
    for (const char* algorithm : {"spa", "xray"}) {
        CAPTURE(algorithm);
        const Run run;
        const auto report = run(separable(), "separable", {"-k", "3", "--algorithm", algorithm});
        auto columns = run.list("columns");
        std::sort(columns.begin(), columns.end());
        CHECK(columns == std::vector<std::int64_t>{0, 1, 2});
        CHECK(reported(report) < 1e-6);
    }
}

TEST_CASE("exact factorization gives exact factors, or says that there are none of the kind") {
    const Run run;
    Matrix W(6, 3), H(3, 7);
    W << Matrix::Identity(3, 3), lowRank(3, 3, 3, 8, 0.2);
    H << Matrix::Identity(3, 3), lowRank(3, 4, 3, 9, 0.2);
    const auto report = run(W * H, "exact", {});
    CHECK(report["rank"] == 3);
    CHECK(reported(report) < 1e-12);
    const Matrix G = (Matrix(4, 2) << 1, 0, 0, 2, 1, 1, 0.5, 0).finished();
    CHECK(reported(run(G * G.transpose(), "exact-symmetric", {})) < 1e-12);
    const auto none = factorize(
        {writeNpyFile(run.folder / "n.npy", (lowRank(6, 6, 6, 10, 1).array() + 1).matrix()).string(),
         "--method", "exact", "-o", (run.folder / "none").string()});
    CHECK(none.exitCode == 1);
    CHECK_THAT(none.err, Contains("n.npy") && Contains("no exact factorization"));
    CHECK_FALSE(std::filesystem::exists(run.folder / "none"));
}

TEST_CASE("topics from anchor words and by PLSA are probabilities") {
    const Run run;
    Matrix counts = Matrix::Zero(8, 40); // words 0 and 1 each belong to one topic only
    for (Index d = 0; d < 40; ++d) {
        const Index topic = d % 2;
        counts(topic, d) = 2 + static_cast<double>(d % 3);
        for (Index w = 2; w < 8; ++w)
            counts(w, d) = static_cast<double>((w * (topic + 1) + d) % 4);
    }
    run(counts, "anchor", {"-k", "2", "--min-documents", "5"});
    for (Index a = 0; a < 2; ++a)
        CHECK(run["W"].col(a).sum() == Approx(1));
    auto anchors = run.list("anchors");
    std::sort(anchors.begin(), anchors.end());
    CHECK(anchors == std::vector<std::int64_t>{0, 1});
    run(counts, "plsa", {"-k", "2", "--double"});
    CHECK(run["Pwz"].colwise().sum().isApproxToConstant(1, 1e-9));
    CHECK(run["Pzd"].colwise().sum().isApproxToConstant(1, 1e-9));
    CHECK(run["Pdz"].colwise().sum().isApproxToConstant(1, 1e-9));
    CHECK(run["Pz"].sum() == Approx(1));
    const Matrix joint = run["Pwz"] * run["Pz"].col(0).asDiagonal() * run["Pdz"].transpose();
    CHECK((joint * counts.sum()).isApprox(run["W"] * run["H"], 1e-2)); // equal where KL-NMF has converged
}

TEST_CASE("a tensor becomes a factor for each dimension, by every solver, from C and Fortran order") {
    const Run run;
    const Matrix A = randomFactor(4, 11), B = randomFactor(5, 12), C = randomFactor(6, 13);
    std::vector<double> cOrder, fortranOrder;
    const auto value = [&](Index i, Index j, Index k) {
        return (A.row(i).array() * B.row(j).array() * C.row(k).array()).sum();
    };
    for (Index i = 0; i < 4; ++i)
        for (Index j = 0; j < 5; ++j)
            for (Index k = 0; k < 6; ++k)
                cOrder.push_back(value(i, j, k));
    for (Index k = 0; k < 6; ++k)
        for (Index j = 0; j < 5; ++j)
            for (Index i = 0; i < 4; ++i)
                fortranOrder.push_back(value(i, j, k));
    const auto c = writeFile(run.folder / "c.npy", npyBytes("<f8", false, "(4, 5, 6)", bytesOf(cOrder)))
                       .string(),
               f = writeFile(run.folder / "f.npy", npyBytes("<f8", true, "(4, 5, 6)", bytesOf(fortranOrder)))
                       .string();
    for (const char* solver : {"mu", "hals", "bpp"}) {
        CAPTURE(solver);
        double best = 1; // there are local minima
        for (const char* seed : {"0", "1", "2"})
            best = std::min(best, reported(run.run({c}, "tensor",
                                                   {"-k", "2", "--solver", solver, "--seed", seed,
                                                    "--iterations", "3000"})));
        CHECK(best < 0.05);
    }
    run.run({c}, "tensor", {"-k", "2"});
    CHECK(run["A2"].rows() == 5);
    const Matrix fromC = run["A3"];
    run.run({f}, "tensor", {"-k", "2"});
    CHECK(run["A3"] == fromC);
}

TEST_CASE("joint factorization of several matrices shares one H, or couples several") {
    const Run run;
    const Matrix H = lowRank(3, 20, 3, 14, 0.1);
    const auto one = writeNpyFile(run.folder / "one.npy", lowRank(10, 3, 3, 15, 0.1) * H).string(),
               two = writeNpyFile(run.folder / "two.npy", lowRank(7, 3, 3, 16, 0.1) * H).string();
    const auto shared = run.run({one, two}, "joint", {"-k", "3", "--view-weights", "1,2"});
    CHECK(run["W1"].rows() == 10);
    CHECK(run["W2"].rows() == 7);
    CHECK(reported(shared) < 0.05);
    for (const char* coupling : {"pairwise", "consensus"}) {
        run.run({one, two}, "joint", {"-k", "3", "--coupling", coupling});
        CHECK(run["H2"].cols() == 20);
    }
    const auto refused = factorize({one, writeNpyFile(run.folder / "x.npy", Matrix::Ones(4, 5)).string(),
                                    "--method", "joint", "-k", "2", "-o", (run.folder / "x").string()});
    CHECK(refused.exitCode == 1);
    CHECK_THAT(refused.err, Contains("x.npy") && Contains("5 columns"));
}
