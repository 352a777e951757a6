// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/factorize_columns.h"
#include "tests/support/catch.h"
#include "tests/support/shared_matrices.h"

#include <atomic>

using namespace winnow;
using nmf::Matrix;
using nmf::Options;

namespace {

Matrix<double> data() {
    return Matrix<double>::Constant(10, 600, 0.5) + Matrix<double>::Identity(10, 600);
}

Options settings() {
    Options options;
    options.rank = 2;
    options.maxIterations = 20;
    return options;
}

/// What each of three ranks throws.
std::vector<std::string> messages(const Matrix<double>& V, const Options& options) {
    std::vector<std::string> said(3);
    tests::runAsRanks(3, [&](nmf::Communicator& ranks) {
        Options own = options;
        own.sharing = {&ranks, V.rows(), V.cols()};
        const nmf::OwnPart part = nmf::ownPart(V.rows(), V.cols(), own, false);
        const Matrix<double> block = V.middleCols(part.first, part.count);
        try {
            nmf::factorize<double>(block, own);
        } catch (const std::exception& error) {
            said[static_cast<std::size_t>(ranks.rank())] = error.what();
        }
    });
    return said;
}

} // namespace

TEST_CASE("Ranks: a bad entry of one ends all, with the sentence of the one that has it") {
    Matrix<double> V = data();
    V(3, 599) = -1;
    const std::vector<std::string> said = messages(V, settings());
    for (const std::string& one : said) {
        CHECK(one == said.front());
        CHECK(one.find("is negative") != std::string::npos);
    }
}

TEST_CASE("Ranks: a start that needs the whole of V, and missing entries, are refused by all") {
    Options clusters = settings();
    clusters.init = nmf::Init::KMeans;
    Options missing = settings();
    missing.nanIsMissing = true;
    for (const Options& options : {clusters, missing})
        for (const std::string& one : messages(data(), options))
            CHECK(one.find("several ranks") != std::string::npos);
}

TEST_CASE("Ranks: another part of V than its own is refused") {
    const auto run = [] {
        tests::runAsRanks(2, [](nmf::Communicator& ranks) {
            Options own = settings();
            own.sharing = {&ranks, 10, 600};
            nmf::factorize<double>(data(), own);
        });
    };
    CHECK_THROWS_WITH(run(), Catch::Contains("600 columns") && Catch::Contains("its part are"));
}

TEST_CASE("Ranks: one whose user cancels, or whose time is up, ends all after the same iteration") {
    for (const bool byClock : {false, true}) {
        std::atomic<int> iterations{0};
        tests::runAsRanks(3, [&](nmf::Communicator& ranks) {
            Options own = settings();
            own.sharing = {&ranks, 10, 600};
            own.tolerance = 0;
            if (byClock)
                own.timeLimit = ranks.rank() == 2 ? 1e-9 : 3600;
            else
                own.progress = [&](const nmf::Progress& p) { return ranks.rank() != 1 || p.iteration < 4; };
            const nmf::OwnPart part = nmf::ownPart(10, 600, own, false);
            const auto result =
                nmf::factorize<double>(Matrix<double>(data().middleCols(part.first, part.count)), own);
            CHECK(result.status == (byClock ? nmf::Status::TimeLimit : nmf::Status::Cancelled));
            iterations += result.iterations;
        });
        CHECK(iterations == 3 * (byClock ? 1 : 4));
    }
}

TEST_CASE("Ranks: a source that fails in mid-course ends all") {
    class Failing final : public nmf::ColumnSource<double> {
    public:
        Failing(nmf::Index columns, int lasts) : columns_(columns), left_(lasts) {}
        nmf::Index rows() const noexcept override { return 10; }
        nmf::Index columns() const noexcept override { return columns_; }
        void read(nmf::Index, nmf::Index count, double* out) const override {
            if (left_-- <= 0) throw std::runtime_error("the disk is gone");
            std::fill_n(out, 10 * count, 1.0);
        }

    private:
        nmf::Index columns_;
        mutable std::atomic<int> left_;
    };
    for (const int lasts : {0, 1, 3, 5, 9, 13}) {
        const auto run = [lasts] {
            tests::runAsRanks(2, [lasts](nmf::Communicator& ranks) {
                Options own = settings();
                own.sharing = {&ranks, 10, 600};
                const Failing V(nmf::ownPart(10, 600, own, false).count, ranks.rank() == 1 ? lasts : 1000000);
                nmf::factorizeColumns<double>(V, false, {}, {}, own);
            });
        };
        CHECK_THROWS_WITH(run(), "the disk is gone");
    }
}
