// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/restarts.h"

#include "nmf/random.h"

#include <chrono>

namespace winnow::nmf {

namespace {

template <class T>
void shake(Matrix<T>& factor, Index firstColumn, double strength, std::uint64_t seed, std::uint64_t stream) {
    const T small = static_cast<T>(0.01 * static_cast<double>(factor.mean()) * strength);
    for (Index j = firstColumn; j < factor.cols(); ++j)
        for (Index i = 0; i < factor.rows(); ++i) {
            const double u = uniformAt(seed, stream, static_cast<std::uint64_t>(j * factor.rows() + i));
            factor(i, j) = factor(i, j) * static_cast<T>(1 + strength * (2 * u - 1)) + small;
        }
}

} // namespace

template <class T>
BestFactorization<T> factorizeBest(MatrixView<T> V, const Options& options, const RestartOptions& search) {
    if (search.restarts < 1 || search.perturbations < 0)
        throw InvalidInput("restarts must be at least 1 and perturbations not negative.");
    if (!(search.strength > 0 && search.strength < 1))
        throw InvalidInput("strength must be between 0 and 1.");
    if (!(search.timeLimit > 0)) throw InvalidInput("timeLimit must be above 0 seconds.");
    if (!options.updateW || !options.updateH || options.fixedAtoms > 0)
        throw InvalidInput("factorizeBest starts W and H by itself; neither can be held.");
    const auto start = std::chrono::steady_clock::now();
    const auto left = [&] {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        return search.timeLimit - passed.count();
    };
    BestFactorization<T> result;
    const int runs = search.restarts + search.perturbations;
    for (int r = 0; r < runs && (r == 0 || left() > 0); ++r) {
        Options o = options;
        o.seed = options.seed + static_cast<std::uint64_t>(r);
        o.timeLimit = std::min(options.timeLimit, std::max(left(), 1e-9));
        Matrix<T> W, H;
        if (r >= search.restarts) {
            W = result.best.W;
            H = result.best.H;
            shake(W, 0, search.strength, o.seed, 5);
            shake(H, 0, search.strength, o.seed, 6);
            o.init = Init::Random;
        }
        Factorization<T> run = factorize<T>(V, W, H, o);
        result.objectives.push_back(run.trace.back());
        const bool cancelled = run.status == Status::Cancelled;
        if (r == 0 || run.trace.back() < result.best.trace.back()) {
            result.best = std::move(run);
            result.bestRun = r;
        }
        if (cancelled) break;
    }
    return result;
}

template BestFactorization<float> factorizeBest(MatrixView<float>, const Options&, const RestartOptions&);
template BestFactorization<double> factorizeBest(MatrixView<double>, const Options&, const RestartOptions&);

} // namespace winnow::nmf
