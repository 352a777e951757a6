// SPDX-License-Identifier: GPL-3.0-or-later
/// The choice of the rank.
#include "nmf/random.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/exit_code.h"
#include "tools/factorize/rank_selection.h"

#include <limits>

using namespace winnow;
using namespace winnow::test;

namespace {

tools::RankFigures figures(Index rank, double cophenetic, double dispersion, double residual,
                           double heldOut) {
    return {rank, cophenetic, dispersion, 0, residual, 0, heldOut, 1};
}

/// Columns in three clear groups, with some noise.
Matrix groups() {
    Matrix V(15, 24);
    for (Index j = 0; j < 24; ++j)
        for (Index i = 0; i < 15; ++i)
            V(i, j) = (i / 5 == j / 8 ? 3 : 0.2) +
                      0.3 * nmf::uniformAt(9, 0, static_cast<std::uint64_t>(24 * i + j));
    return V;
}

} // namespace

TEST_CASE("lists of ranks are ranges, ranges with steps, or numbers") {
    using tools::parseRanks;
    CHECK(parseRanks("2..5") == std::vector<Index>{2, 3, 4, 5});
    CHECK(parseRanks("2..9:3") == std::vector<Index>{2, 5, 8});
    CHECK(parseRanks("8,2,4") == std::vector<Index>{2, 4, 8});
    for (const char* bad : {"", "5..2", "0..3", "a", "2..", "2...5", "2..5:0", "1,,2"})
        CHECK_THROWS_AS(parseRanks(bad), tools::UsageError);
}

TEST_CASE("each criterion votes for its rank, and the majority is suggested") {
    const std::vector<tools::RankFigures> ranks{
        figures(1, 1, 1, 0.5, 3), figures(2, 0.98, 0.9, 0.3, 2), figures(3, 0.99, 0.95, 0.05, 1),
        figures(4, 0.90, 0.8, 0.045, 1.2), figures(5, 0.93, 0.85, 0.04, 1.5)};
    const tools::RankVotes votes = tools::voteOnRank(ranks);
    CHECK(votes.cophenetic == 3);
    CHECK(votes.dispersion == 3); // not rank 1, which always agrees
    CHECK(votes.elbow == 3);
    CHECK(votes.heldOut == 3);
    CHECK(votes.suggested == 3);
}

TEST_CASE("where every criterion votes for another rank, the prediction of hidden entries decides") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<tools::RankFigures> ranks{figures(2, 0.99, 0.5, 1, 3), figures(3, 0.9, 0.6, 0.2, 2),
                                          figures(4, 0.89, 0.9, 0.15, 1), figures(5, 0.88, 0.95, 0.1, 1.5)};
    CHECK(tools::voteOnRank(ranks).suggested == 4);
    for (tools::RankFigures& one : ranks)
        one.heldOut = nan; // not tried: the cophenetic correlation decides
    const tools::RankVotes votes = tools::voteOnRank(ranks);
    CHECK(votes.heldOut == 0);
    CHECK(votes.suggested == 2);
}

TEST_CASE("factorize suggests the number of groups, and writes the result of that rank") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", groups()).string();
    REQUIRE(
        factorize({input, "--ranks", "2..6", "--restarts", "6", "-o", (folder / "out").string()}).exitCode ==
        0);
    const auto report = reportIn(folder / "out");
    CHECK(report["details"]["suggested_rank"] == 3);
    CHECK(report["details"]["ranks"].size() == 5);
    CHECK(report["rank"] == 3);
    const auto& three = report["details"]["ranks"][1];
    CHECK(three["cophenetic"].get<double>() > 0.99);
    CHECK(three["dispersion"].get<double>() > 0.99);
    CHECK(three["held_out_error"].get<double>() < 0.5 * three["held_out_error_of_mean"].get<double>());
    CHECK(readWritten(folder / "out" / "W.npy").cols() == 3);
    const Matrix consensus = readWritten(folder / "out" / "consensus.npy");
    REQUIRE(consensus.rows() == 24);
    CHECK(consensus.isApprox(consensus.transpose()));
    CHECK(consensus(0, 7) == 1);
    CHECK(consensus(0, 8) == 0);
}

TEST_CASE("factorize chooses a rank for sparse matrices too, without hidden entries") {
    const TempDir folder;
    Matrix V = groups();
    V = (V.array() > 1).select(V, 0);
    const auto input = writeFile(folder / "v.npz", sparseNpz(V, "csc")).string();
    REQUIRE(
        factorize({input, "--ranks", "2,3,4", "--restarts", "4", "-o", (folder / "out").string()}).exitCode ==
        0);
    const auto report = reportIn(folder / "out");
    CHECK(report["details"]["suggested_rank"] == 3);
    CHECK(report["details"]["votes"]["held_out"].is_null());
}
