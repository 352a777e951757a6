// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/variants/joint.h"

#include <string>

namespace winnow::nmf {

namespace {

double weightOf(const JointOptions& options, std::size_t v) {
    return options.weights.empty() ? 1.0 : options.weights[v];
}

void check(const std::vector<Matrix<double>>& views, const JointOptions& options) {
    checkVariant(options);
    if (views.empty()) throw InvalidInput("jointNmf needs at least one view.");
    if (!options.weights.empty() && options.weights.size() != views.size())
        throw InvalidInput("weights must be empty or have one element a view.");
    if (!(options.strength >= 0)) throw InvalidInput("strength must be zero or positive.");
    for (std::size_t v = 0; v < views.size(); ++v) {
        checkMatrix(("View " + std::to_string(v)).c_str(), views[v]);
        if (views[v].cols() != views[0].cols())
            throw InvalidInput("View " + std::to_string(v) + " has " + std::to_string(views[v].cols()) +
                               " columns, the first " + std::to_string(views[0].cols()) +
                               "; the columns are the same things in all views.");
        if (!(weightOf(options, v) > 0)) throw InvalidInput("The weight of every view must be above 0.");
    }
}

class JointSolver {
public:
    JointSolver(const std::vector<Matrix<double>>& views, const JointOptions& options,
                JointFactorization& result)
        : views_(views), o_(options), r_(result) {
        const auto k = static_cast<double>(o_.rank);
        const bool shared = o_.coupling == Coupling::Shared;
        for (std::size_t v = 0; v < views.size(); ++v) {
            const auto stream = static_cast<std::uint64_t>(2 * v);
            r_.W.push_back(randomFactor(views[v].rows(), o_.rank, o_.seed, stream));
            if (v == 0 || !shared)
                r_.H.push_back(
                    randomFactor(o_.rank, views[v].cols(), o_.seed, 1, views[v].mean() / (0.3025 * k)));
            if (!shared) normalise(v);
        }
        updateConsensus();
    }

    void step() {
        if (o_.coupling == Coupling::Shared) {
            stepShared();
        } else {
            for (std::size_t v = 0; v < views_.size(); ++v)
                stepView(v);
        }
        updateConsensus();
    }

    double objective() const {
        double total = 0;
        for (std::size_t v = 0; v < views_.size(); ++v) {
            const Matrix<double>& H = r_.H[o_.coupling == Coupling::Shared ? 0 : v];
            total += weightOf(o_, v) / 2 * (views_[v] - r_.W[v] * H).squaredNorm();
            if (o_.coupling == Coupling::Consensus)
                total += o_.strength / 2 * (H - r_.consensus).squaredNorm();
            for (std::size_t u = 0; u < v && o_.coupling == Coupling::Pairwise; ++u)
                total += o_.strength / 2 * (H - r_.H[u]).squaredNorm();
        }
        return total;
    }

private:
    void stepShared() {
        Matrix<double>& H = r_.H[0];
        Matrix<double> G = Matrix<double>::Zero(o_.rank, o_.rank),
                       N = Matrix<double>::Zero(o_.rank, H.cols());
        for (std::size_t v = 0; v < views_.size(); ++v) {
            G += weightOf(o_, v) * r_.W[v].transpose() * r_.W[v];
            N += weightOf(o_, v) * r_.W[v].transpose() * views_[v];
        }
        coordinateSweep(G, N, H);
        for (std::size_t v = 0; v < views_.size(); ++v)
            improveW(v, H);
    }

    void improveW(std::size_t v, const Matrix<double>& H) {
        Matrix<double> transposed = r_.W[v].transpose();
        coordinateSweep(H * H.transpose(), H * views_[v].transpose(), transposed);
        r_.W[v] = transposed.transpose();
    }

    void stepView(std::size_t v) {
        Matrix<double>& H = r_.H[v];
        improveW(v, H);
        normalise(v);
        const double weight = weightOf(o_, v);
        Matrix<double> G = weight * r_.W[v].transpose() * r_.W[v];
        Matrix<double> N = weight * r_.W[v].transpose() * views_[v];
        if (o_.coupling == Coupling::Consensus) {
            G.diagonal().array() += o_.strength;
            N += o_.strength * r_.consensus;
        } else {
            for (std::size_t u = 0; u < views_.size(); ++u) {
                if (u == v) continue;
                G.diagonal().array() += o_.strength;
                N += o_.strength * r_.H[u];
            }
        }
        coordinateSweep(G, N, H);
    }

    /// Columns of W_v to sum 1, H_v to match: then MultiNMF's Q_v is the identity.
    void normalise(std::size_t v) {
        for (Index a = 0; a < o_.rank; ++a) {
            const double sum = r_.W[v].col(a).sum();
            if (!(sum > 0)) continue;
            r_.W[v].col(a) /= sum;
            r_.H[v].row(a) *= sum;
        }
    }

    /// The mean is the H* that costs least.
    void updateConsensus() {
        r_.consensus = Matrix<double>::Zero(o_.rank, views_[0].cols());
        for (const Matrix<double>& H : r_.H)
            r_.consensus += H / static_cast<double>(r_.H.size());
    }

    const std::vector<Matrix<double>>& views_;
    const JointOptions& o_;
    JointFactorization& r_;
};

} // namespace

JointFactorization jointNmf(const std::vector<Matrix<double>>& views, const JointOptions& options) {
    check(views, options);
    JointFactorization result;
    JointSolver solver(views, options, result);
    result.course = runVariant(
        options, [&] { solver.step(); }, [&] { return solver.objective(); });
    return result;
}

} // namespace winnow::nmf
