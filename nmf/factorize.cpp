// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize.h"

#include "nmf/factorize_input.h"
#include "nmf/multiplicative_solver.h"
#include "nmf/random.h"

#include <algorithm>
#include <limits>

namespace winnow::nmf {

namespace {

/// Streams of random numbers of one seed.
enum Stream : std::uint64_t { kStreamW = 1, kStreamH = 2 };

/// Uniform in [0.1, 1): nothing starts at zero, where a multiplicative update stays.
double startValue(std::uint64_t seed, Stream stream, Index index) {
    return 0.1 + 0.9 * uniformAt(seed, stream, static_cast<std::uint64_t>(index));
}
constexpr double kMeanStartValue = 0.55;

/// Mean of M / largest.
template <class M> double relativeMean(const M& values, double largest) {
    double sum = 0;
    for (Index j = 0; j < values.cols(); ++j)
        for (Index i = 0; i < values.rows(); ++i)
            sum += static_cast<double>(values(i, j)) / largest;
    return sum / static_cast<double>(values.size());
}

/// Mean of a factor; 1 where it is all zero, so that there is something to divide by.
template <class T> double meanOrOne(const Matrix<T>& factor) {
    const double mean = relativeMean(factor, 1.0);
    return mean > 0 ? mean : 1.0;
}

/// Fills in what of W and H is not given, so that the mean of W H is that of V. With H given and W not, W
/// takes on the scale.
template <class T>
void fillStart(const MatrixView<T>& V, const DataRange& range, const Options& options, Matrix<T>& W,
               Matrix<T>& H) {
    const Index given = W.size() > 0 ? W.cols() : 0;
    const auto k = static_cast<double>(options.rank);
    constexpr double highest = static_cast<double>(std::numeric_limits<T>::max());
    const double meanV = range.largest > 0 ? relativeMean(V, range.largest) : 0;
    const bool hGiven = H.size() > 0;
    if (given < options.rank) {
        const double scale =
            hGiven && range.largest > 0 ? meanV / (k * kMeanStartValue * meanOrOne(H)) * range.largest : 1.0;
        W.conservativeResize(V.rows(), options.rank);
        for (Index a = given; a < options.rank; ++a)
            for (Index i = 0; i < V.rows(); ++i)
                W(i, a) = static_cast<T>(
                    std::min(scale * startValue(options.seed, kStreamW, a * V.rows() + i), highest));
    }
    if (!hGiven) {
        const double scale =
            range.largest > 0 ? meanV / (k * kMeanStartValue * meanOrOne(W)) * range.largest : 1.0;
        H.resize(options.rank, V.cols());
        for (Index i = 0; i < H.size(); ++i)
            H.data()[i] = static_cast<T>(std::min(scale * startValue(options.seed, kStreamH, i), highest));
    }
}

/// Chooses the exponent of the steps. Over-relaxed steps are not monotone: where the objective rose between
/// two evaluations, the solver goes back to the first, plain steps follow up to the next evaluation, and the
/// exponent's excess over 1 is halved.
template <class T> class Relaxation {
public:
    Relaxation(MultiplicativeSolver<T>& solver, double exponent) : solver_(solver), exponent_(exponent) {
        if (exponent_ > 1) solver_.save();
    }

    double current() const noexcept { return plain_ ? std::min(exponent_, 1.0) : exponent_; }

    /// Whether the steps since the last evaluation stand; if not, the solver is back there.
    bool accept(double before, double after) {
        if (exponent_ <= 1) return true;
        if (!plain_ && !(after <= before)) {
            solver_.restore();
            plain_ = true;
            exponent_ = exponent_ < kLeast ? 1 : 1 + (exponent_ - 1) / 2;
            return false;
        }
        plain_ = false;
        if (exponent_ > 1) solver_.save();
        return true;
    }

private:
    static constexpr double kLeast = 1.05; ///< below, over-relaxation is not worth its evaluations
    MultiplicativeSolver<T>& solver_;
    double exponent_;
    bool plain_ = false;
};

template <class T>
void iterate(MultiplicativeSolver<T>& solver, const Options& options, Factorization<T>& result) {
    Relaxation<T> relaxation(solver, options.overRelaxation);
    double objective = solver.objective();
    result.trace.push_back(objective);
    // The objective after i iterations; true where it fell by less than the tolerance.
    const auto evaluate = [&] {
        const double next = solver.objective();
        const double before = objective;
        const bool stands = relaxation.accept(before, next);
        if (stands) objective = next;
        result.trace.push_back(objective);
        return stands && before - objective <= options.tolerance * before;
    };
    for (int i = 1; i <= options.maxIterations; ++i) {
        solver.iterate(relaxation.current());
        result.iterations = i;
        const bool due = i % options.checkEvery == 0 || i == options.maxIterations;
        if (due && evaluate() && options.tolerance > 0) {
            result.status = Status::Converged;
            return;
        }
        if (options.progress && !options.progress({i, options.maxIterations, objective})) {
            if (!due) evaluate();
            result.status = Status::Cancelled;
            return;
        }
    }
}

} // namespace

template <class T>
Factorization<T> factorize(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options) {
    const DataRange range = checkData(V);
    checkStart(V, W0, H0, options);
    Factorization<T> result;
    result.W = W0;
    result.H = H0;
    fillStart(V, range, options, result.W, result.H);
    {
        MultiplicativeSolver<T> solver(V, range, options, result.W, result.H);
        iterate(solver, options, result);
        solver.finish(result.W);
    }
    if (!options.updateH) result.H = H0; // to the last bit
    return result;
}

template <class T> Factorization<T> factorize(MatrixView<T> V, const Options& options) {
    return factorize<T>(V, Matrix<T>(), Matrix<T>(), options);
}

template Factorization<float> factorize(MatrixView<float>, const Options&);
template Factorization<double> factorize(MatrixView<double>, const Options&);
template Factorization<float> factorize(MatrixView<float>, const Matrix<float>&, const Matrix<float>&,
                                        const Options&);
template Factorization<double> factorize(MatrixView<double>, const Matrix<double>&, const Matrix<double>&,
                                         const Options&);

} // namespace winnow::nmf
