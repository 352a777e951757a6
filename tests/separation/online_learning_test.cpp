// SPDX-License-Identifier: GPL-3.0-or-later
/// Dictionaries learned from batches.
#include "nmf/factorize.h"
#include "nmf/random.h"
#include "separation/training/online_learning.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

#include <cmath>
#include <vector>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// Frames of a few parts with a floor, each of mean 1.
nmf::Matrix<float> frames(nmf::Index rows, nmf::Index columns, int parts) {
    const auto uniform = [](std::uint64_t stream, nmf::Index i) {
        return static_cast<float>(nmf::uniformAt(3, stream, static_cast<std::uint64_t>(i)));
    };
    nmf::Matrix<float> W(rows, parts), H(parts, columns);
    for (nmf::Index i = 0; i < W.size(); ++i)
        W.data()[i] = std::pow(uniform(1, i), 6.0F);
    for (nmf::Index i = 0; i < H.size(); ++i)
        H.data()[i] = std::pow(uniform(2, i), 4.0F);
    nmf::Matrix<float> V = (W * H).array() + 1e-3F;
    for (nmf::Index j = 0; j < columns; ++j)
        V.col(j) /= V.col(j).mean();
    return V;
}

double reached(const nmf::Matrix<float>& V, const nmf::Matrix<float>& W, double beta) {
    nmf::Options options;
    options.rank = W.cols();
    options.beta = beta;
    options.updateW = false;
    options.tolerance = 0;
    options.maxIterations = 200;
    return nmf::factorize<float>(V, W, {}, options).trace.back() / static_cast<double>(V.size());
}

OnlineLearningOptions someOptions(double beta) {
    OnlineLearningOptions options;
    options.atoms = 6;
    options.beta = beta;
    options.passes = 30;
    options.batch = 360;
    options.forgetting = 0.8;
    options.seed = 2;
    return options;
}

ClassState learned(const nmf::Matrix<float>& V, const OnlineLearningOptions& options) {
    const nmf::StridedColumns<float> columns({V.data(), V.rows(), V.cols(), 1, V.rows()});
    ClassState state;
    REQUIRE(learnClassOnline(columns, options, state, {}, {}));
    return state;
}

std::vector<std::byte> bytesOf(const std::shared_ptr<NmfModel>& model) {
    REQUIRE(model != nullptr);
    return serialiseModelFile(model->toFile());
}

} // namespace

TEST_CASE("batches teach atoms that explain the frames, for every loss, the same on any number of threads") {
    const auto V = frames(40, 3000, 6);
    for (const double beta : {0.0, 1.0, 2.0}) {
        CAPTURE(beta);
        auto options = someOptions(beta);
        const ClassState state = learned(V, options);
        const nmf::Matrix<float> flat = nmf::Matrix<float>::Constant(40, 6, 1.0F / 40);
        const double from = reached(V, flat, beta), to = reached(V, state.W, beta);
        CHECK(to < 0.2 * from);
        CHECK(state.objective < 0.3 * from);
        for (nmf::Index a = 0; a < 6; ++a)
            CHECK(state.W.col(a).sum() == Approx(1).epsilon(1e-4));
        options.threads = 3;
        CHECK(learned(V, options).W == state.W);
        options.seed = 3;
        CHECK(learned(V, options).W != state.W);
    }
}

TEST_CASE("online learning stopped after any batch goes on to the same bits") {
    const auto V = frames(20, 1000, 4);
    const auto options = someOptions(GENERATE(0.0, 1.0, 2.0));
    const nmf::StridedColumns<float> columns({V.data(), V.rows(), V.cols(), 1, V.rows()});
    const ClassState whole = learned(V, options);
    ClassState state;
    for (int stop = 1; !learnClassOnline(columns, options, state,
                                         [&](int batches, double) { return batches % (7 + stop) != 0; }, {});
         ++stop)
        REQUIRE(stop < 100);
    CHECK(state.W == whole.W);
    CHECK(state.objective == whole.objective);
}

TEST_CASE("an online training cancelled and resumed gives the bytes of one that ran through") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.online.on = true;
    options.online.passes = 4;
    options.online.batch = GENERATE(0, 120); // growing, and of one size
    options.speechAtoms = 3;                 // so that there are frames enough for a sample
    options.maxFrames = 0;
    const auto expected = bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options));
    options.checkpoint = corpora / "part";
    int calls = 0;
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options, [&](const TrainingProgress& p) {
              return p.stage != "learning noise" || ++calls < 3;
          }) == nullptr);
    options.resume = true;
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) == expected);
    options.memory = {std::uint64_t{1} << 40, corpora.path()};
    options.checkpoint.clear();
    options.resume = false;
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) == expected);
}

TEST_CASE("online learning refuses what it does not know") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.online.on = true;
    options.online.batch = 100;
    const auto train = [&] { return trainDictionaries(corpora.speech(), corpora.noise(), options); };
    options.beta = 0.5;
    CHECK_THROWS_WITH(train(), Contains("kl, is and frobenius"));
    options.beta = 1;
    options.online.forgetting = 1.5;
    CHECK_THROWS_WITH(train(), Contains("at most 1"));
    options.online.forgetting = 0.5;
    options.online.passes = 0;
    CHECK_THROWS_WITH(train(), Contains("passes"));
    options.online.passes = 1;
    options.online.batch = -1;
    CHECK_THROWS_WITH(train(), Contains("batches"));
}
