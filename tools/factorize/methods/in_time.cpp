// SPDX-License-Identifier: GPL-3.0-or-later
/// Models in which the order of the columns counts: convolutive, online, smooth.
#include "nmf/beta_divergence.h"
#include "nmf/variants/convolutive.h"
#include "nmf/variants/online.h"
#include "nmf/variants/online_convolutive.h"
#include "nmf/variants/smooth.h"
#include "tools/exit_code.h"
#include "tools/factorize/methods/plain_options.h"
#include "tools/factorize/methods/table.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

#include <charconv>

namespace winnow::tools {
namespace {

using nmf::Matrix;

std::vector<nmf::StackLayer> stackOf(const FactorizeLine& line) {
    std::vector<nmf::StackLayer> layers;
    for (const std::string& text : line.variant.layers) {
        const std::vector<std::string> words = CLI::detail::split(text, ':');
        std::vector<Index> numbers;
        for (const std::string& word : words) {
            Index value = 0;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
            if (error != std::errc() || end != word.data() + word.size() || value < 1) break;
            numbers.push_back(value);
        }
        if (words.size() != 3 || numbers.size() != 3)
            throw UsageError(fmt::format("--layer is '{}', and must be K:T:POOL, each at least 1", text));
        nmf::StackLayer layer;
        layer.options.rank = numbers[0];
        layer.options.taps = numbers[1];
        layer.pool = numbers[2];
        layers.push_back(layer);
    }
    return layers;
}

void checkConvolutive(const FactorizeLine& line) {
    lossBeta(line.loss);
    if (!stackOf(line).empty() && line.variant.shifts != 1)
        throw UsageError("--layer needs --shifts 1: the activations of shifted atoms are no matrix");
}

/// One factorization after another: the largest of each group of the activations below becomes the next data.
void addLayers(const Problem& problem, nmf::ConvolutiveOptions options, const Matrix<double>& activations,
               MethodResult& result) {
    Matrix<double> below = activations;
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    int number = 2;
    for (const nmf::StackLayer& layer : stackOf(problem.line)) {
        below = nmf::maxPool(below, layer.pool);
        if (layer.options.taps > below.cols())
            throw UsageError(fmt::format("layer {} has {} taps, and there are only {} columns left for it",
                                         number, layer.options.taps, below.cols()));
        options.rank = layer.options.rank;
        options.taps = layer.options.taps;
        auto fit = timed(result.seconds, [&] { return nmf::convolutiveNmf(below, options); });
        layers.push_back({{"layer", number},
                          {"objective", fit.course.trace.back()},
                          {"iterations", fit.course.iterations},
                          {"relative_error", relativeErrorOf(below, nmf::convolutiveModel(fit.W, fit.H))}});
        if (fit.course.status == nmf::Status::Cancelled) result.status = fit.course.status;
        below = fit.H[0];
        result.factors.push_back({fmt::format("W{}", number), std::move(fit.W),
                                  fmt::format("atoms of layer {}, over the activations below", number)});
        result.factors.push_back({fmt::format("H{}", number), std::move(fit.H[0]),
                                  fmt::format("activations of layer {}", number)});
        ++number;
    }
    if (!layers.empty()) result.details = {{"layers", layers}};
}

MethodResult runConvolutive(const Problem& problem) {
    const Matrix<double>& V = problem.V();
    const VariantLine& line = problem.line.variant;
    if (line.taps > V.cols() || line.shifts > V.rows())
        throw FileError(problem.line.inputs.front(),
                        fmt::format("is {} x {}, too small for {} taps and {} shifts", V.rows(), V.cols(),
                                    line.taps, line.shifts));
    auto options = variantOptions<nmf::ConvolutiveOptions>(problem);
    options.beta = lossBeta(problem.line.loss);
    options.taps = line.taps;
    options.shifts = line.shifts;
    options.l1H = problem.line.l1H;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::convolutiveNmf(V, options); });
    takeCourse(fit.course, result);
    result.rank = options.rank;
    result.objective =
        objectiveName(options.beta, false, false, options.l1H > 0) + ", with W H the convolution of both";
    result.relativeError = relativeErrorOf(V, nmf::convolutiveModel(fit.W, fit.H));
    const Matrix<double> activations = fit.H[0];
    result.factors.push_back(
        {"W", std::move(fit.W), "atoms (taps x rows x K): W[t] is what follows after t columns"});
    if (line.shifts == 1)
        result.factors.push_back({"H", std::move(fit.H[0]), "activations"});
    else
        result.factors.push_back({"H", std::move(fit.H),
                                  "activations (shifts x K x columns): H[f] of atoms moved down by f rows"});
    addLayers(problem, options, activations, result);
    return result;
}

void checkOnline(const FactorizeLine& line) {
    const double beta = lossBeta(line.loss);
    if (beta != 0 && beta != 1 && beta != 2)
        throw UsageError("--method online is for --loss frobenius, kl and is");
}

/// What the online methods have in common.
template <class O> O onlineOptions(const Problem& problem) {
    O options;
    options.rank = problem.line.rank.value();
    options.forgetting = problem.line.variant.forgetting;
    options.l1H = problem.line.l1H;
    options.seed = problem.line.seed;
    return options;
}

/// Hands V over in batches, again and again, until all is seen or the user interrupts. @return H of all of V
template <class Learner>
Matrix<double> learnInBatches(const Problem& problem, Learner& learner, MethodResult& result) {
    const Matrix<double>& V = problem.V();
    const VariantLine& line = problem.line.variant;
    const auto batches = static_cast<int>((V.cols() + line.batch - 1) / line.batch);
    result.details = {{"batches", batches}, {"passes", line.passes}};
    const auto learnAll = [&] {
        for (int pass = 0; pass < line.passes; ++pass)
            for (Index first = 0; first < V.cols(); first += line.batch) {
                learner.learn(V.middleCols(first, std::min(line.batch, V.cols() - first)));
                ++result.iterations;
                if (problem.progress({result.iterations, batches * line.passes, 0})) continue;
                result.status = nmf::Status::Cancelled;
                return;
            }
    };
    return timed(result.seconds, [&] {
        learnAll();
        return Matrix<double>(learner.transform(V));
    });
}

MethodResult runOnline(const Problem& problem) {
    const Matrix<double>& V = problem.V();
    auto options = onlineOptions<nmf::OnlineOptions>(problem);
    options.beta = lossBeta(problem.line.loss);
    MethodResult result;
    nmf::OnlineNmf online(options);
    Matrix<double> H = learnInBatches(problem, online, result);
    result.details["divergence"] = nmf::betaDivergence<double>(V, online.W(), H, options.beta);
    result.objective = objectiveName(options.beta, false, false, options.l1H > 0);
    takeFactors(V, online.W(), std::move(H), result);
    return result;
}

MethodResult runOnlineConvolutive(const Problem& problem) {
    auto options = onlineOptions<nmf::OnlineConvolutiveOptions>(problem);
    options.taps = problem.line.variant.taps;
    MethodResult result;
    nmf::OnlineConvolutiveNmf online(options);
    Matrix<double> H = learnInBatches(problem, online, result);
    std::vector<Matrix<double>> W = online.W();
    result.rank = options.rank;
    result.objective = objectiveName(2, false, false, options.l1H > 0) + ", with W H the convolution of both";
    result.relativeError = relativeErrorOf(problem.V(), nmf::convolutiveModel(W, {H}));
    result.factors.push_back(
        {"W", std::move(W), "atoms (taps x rows x K): W[t] is what follows after t columns"});
    result.factors.push_back({"H", std::move(H), "activations"});
    return result;
}

void checkSmooth(const FactorizeLine& line) {
    const double beta = lossBeta(line.loss);
    if (beta != 1 && beta != 2) throw UsageError("--method smooth is for --loss frobenius and kl");
}

MethodResult runSmooth(const Problem& problem) {
    auto options = variantOptions<nmf::SmoothOptions>(problem);
    options.beta = lossBeta(problem.line.loss);
    options.smoothness = problem.line.variant.smoothness;
    MethodResult result;
    auto fit = timed(result.seconds, [&] { return nmf::smoothNmf(problem.V(), options); });
    takeCourse(fit.course, result);
    result.objective =
        objectiveName(options.beta, false, false, false) + ", and the penalty of changes along the rows of H";
    takeFactors(problem.V(), std::move(fit.W), std::move(fit.H), result);
    return result;
}

} // namespace

const std::vector<Method>& timeMethods() {
    static const std::vector<Method> methods = [] {
        const std::vector<std::string> common{"--rank", "--loss", "--iterations", "--tolerance",
                                              "--time-limit"};
        Method convolutive{"convolutive", "atoms that extend over several columns, or rows too", common,
                           runConvolutive};
        convolutive.options.insert(convolutive.options.end(), {"--taps", "--shifts", "--layer", "--l1-H"});
        convolutive.rankWithinSides = false;
        convolutive.check = checkConvolutive;
        Method online{"online",
                      "V = W H learned from batches of columns, each seen once a pass",
                      {"--rank", "--loss", "--batch", "--passes", "--forgetting", "--l1-H"},
                      runOnline};
        online.check = checkOnline;
        Method onlineConvolutive{"online-convolutive",
                                 "atoms of several columns learned from the batches of a stream",
                                 {"--rank", "--taps", "--batch", "--passes", "--forgetting", "--l1-H"},
                                 runOnlineConvolutive};
        onlineConvolutive.rankWithinSides = false;
        Method smooth{"smooth", "V = W H with activations that change slowly", common, runSmooth};
        smooth.options.emplace_back("--smoothness");
        smooth.check = checkSmooth;
        return std::vector<Method>{convolutive, online, onlineConvolutive, smooth};
    }();
    return methods;
}

} // namespace winnow::tools
