// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize --memory` with sparse matrices, which are sorted on disk.
#include "nmf/random.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/input/sparse_cache.h"
#include "tools/output_guard.h"

#include <cstring>
#include <fstream>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using tools::EntrySink;

struct Entry {
    std::int64_t row, column;
    double value;
};

/// Some hundred entries in no order, a few at the same place, none in the last columns.
std::vector<Entry> scattered(std::int64_t rows, std::int64_t columns, int count) {
    std::vector<Entry> entries;
    for (int e = 0; e < count; ++e) {
        const auto u = [&](std::uint64_t stream) {
            return nmf::uniformAt(2, stream, static_cast<std::uint64_t>(e));
        };
        const auto row = static_cast<std::int64_t>(u(0) * static_cast<double>(rows)),
                   column = static_cast<std::int64_t>(u(1) * u(1) * 0.9 * static_cast<double>(columns));
        entries.push_back({row, column, 0.1 + u(2)});
        if (e % 9 == 0) entries.push_back({row, column, 1e-8 * u(3)}); // whose sum depends on the order
        if (e % 9 == 0) entries.push_back({row, column, 3 * u(4)});
    }
    return entries;
}

tools::EntryReader readerOf(const std::vector<Entry>& entries, std::uint64_t rows, std::uint64_t columns) {
    return [&entries, rows, columns](EntrySink& sink) {
        sink.begin(rows, columns, entries.size());
        for (const Entry& entry : entries)
            sink.add(entry.row, entry.column, entry.value);
    };
}

/// An .mtx file of columns with `each` entries at rising rows, columns in a scattered order.
std::string largeMtx(const std::filesystem::path& path, int rows, int columns, int each) {
    std::ofstream out(path);
    out << "%%MatrixMarket matrix coordinate real general\n"
        << rows << ' ' << columns << ' ' << static_cast<long>(columns) * each << '\n';
    std::string lines;
    for (long c = 0; c < columns; ++c) {
        const long j = c * 7919 % columns; // a prime: every column once
        lines.clear();
        for (long e = 0; e < each; ++e)
            lines += std::to_string((e * (rows / each) + (j + e) % (rows / each)) + 1) + ' ' +
                     std::to_string(j + 1) + ' ' + std::to_string(1 + (j * e) % 5) + '\n';
        out << lines;
    }
    return path.string();
}

} // namespace

TEST_CASE(
    "A sparse matrix sorted on disk is the one in memory, bit for bit, with whatever memory meanwhile") {
    const TempDir folder;
    const auto entries = scattered(60, 500, 4000);
    const auto read = readerOf(entries, 60, 500);
    tools::SparseBuilder<float> builder("v");
    read(builder);
    const nmf::SparseMatrix<float> whole = builder.finish();
    const tools::EntryCounts counts = tools::countEntries("v", read);
    CHECK(counts.entries() == static_cast<std::int64_t>(entries.size()));
    for (const std::size_t memory : {std::size_t{100}, std::size_t{5000}, std::size_t{1} << 20})
        for (const auto& [first, count] :
             std::vector<std::pair<Index, Index>>{{0, 500}, {120, 240}, {480, 20}, {500, 0}}) {
            const tools::SparseCache<float> cache("v", read, counts, first, count, memory, folder.path());
            REQUIRE(cache.columns() == count);
            const nmf::SparseMatrix<float> part = whole.middleCols(first, count);
            REQUIRE(cache.entries(0, count) == part.nonZeros());
            const auto size = static_cast<std::size_t>(part.nonZeros());
            std::vector<int> starts(static_cast<std::size_t>(count) + 1), rows(size);
            std::vector<float> values(size);
            cache.read(0, count, starts.data(), rows.data(), values.data());
            CHECK(std::memcmp(values.data(), part.valuePtr(), size * sizeof(float)) == 0);
            CHECK(std::equal(rows.begin(), rows.end(), part.innerIndexPtr()));
            CHECK(std::equal(starts.begin(), starts.end(), part.outerIndexPtr()));
        }
    CHECK(std::filesystem::is_empty(folder.path())); // nothing is left behind
}

TEST_CASE(
    "Sorting on disk refuses bad entries, other entries than were counted, and folders that are not there") {
    const TempDir folder;
    auto entries = scattered(60, 500, 100);
    const auto read = readerOf(entries, 60, 500);
    const tools::EntryCounts counts = tools::countEntries("v.mtx", read);
    const auto sort = [&](const std::filesystem::path& where) {
        tools::SparseCache<double>("v.mtx", read, counts, 0, 500, 1000, where);
    };
    CHECK_THROWS_WITH(sort(folder / "no"), Contains("temporary file"));
    entries[50].value = -1;
    CHECK_THROWS_WITH(sort(folder.path()), Contains("v.mtx: the entry [") && Contains("is negative"));
    entries[50].value = 1;
    entries[50].column = (entries[50].column + 250) % 500;
    CHECK_THROWS_WITH(sort(folder.path()), Contains("has changed while it was read"));
    entries.pop_back();
    CHECK_THROWS_AS(sort(folder.path()), tools::FileError);
    entries[0].row = 60;
    CHECK_THROWS_WITH(tools::countEntries("v.mtx", read), Contains("outside of its 60 x 500"));
}

TEST_CASE("factorize --memory: a sparse matrix that stays on disk gives the bytes of one in memory, from "
          "every format") {
    const TempDir folder;
    Matrix V = lowRank(40, 6000, 3, 5, 0.1);
    V = (V.array() < 1.2 * V.mean()).select(0, V);
    for (const char* format : {"csr", "csc", "coo"}) {
        writeFile(folder / "v.npz", sparseNpz(V, format));
        for (const auto& solver :
             std::vector<std::vector<std::string>>{{"--loss", "kl"}, {"--solver", "bpp"}}) {
            std::vector<std::string> options{
                (folder / "v.npz").string(), "-k", "3", "--iterations", "12", "--force"};
            options.insert(options.end(), solver.begin(), solver.end());
            const auto with = [&](const char* name, std::vector<std::string> more) {
                more.insert(more.begin(), options.begin(), options.end());
                more.insert(more.end(), {"-o", (folder / name).string()});
                return factorize(more);
            };
            REQUIRE(with("all", {}).exitCode == 0);
            // The entries take more.
            std::vector<std::string> all = options;
            all.insert(all.end(), {"-o", (folder / "blocks").string()});
            const ProgramResult result =
                with("blocks", {"--memory", std::to_string(leastMemory(all) + 1) + "M"});
            INFO(format << " " << solver[1] << ": " << result.err);
            REQUIRE(result.exitCode == 0);
            CHECK(reportIn(folder / "blocks")["details"]["matrix"] == "read from disk in blocks");
            for (const char* file : {"W.npy", "H.npy"})
                CHECK(contentOf(folder / "blocks" / file) == contentOf(folder / "all" / file));
            for (const char* field : {"relative_error", "trace", "inputs"})
                CHECK(reportIn(folder / "blocks")[field] == reportIn(folder / "all")[field]);
        }
    }
}

#ifndef WINNOW_SANITIZED
TEST_CASE("factorize --memory: a sparse matrix of several times its size stays within a tenth of it") {
    const TempDir folder;
    // 3 million entries: 24 MB as a matrix, 84 MB while one is made of them.
    const auto input = largeMtx(folder / "v.mtx", 2000, 30000, 100);
    for (const auto& solver : std::vector<std::vector<std::string>>{{"--loss", "kl"}, {"--solver", "hals"}}) {
        std::vector<std::string> options{input, "-k",      "4",  "--iterations",
                                         "1",   "--force", "-o", (folder / "out").string()};
        options.insert(options.end(), solver.begin(), solver.end());
        const int memory = leastMemory(options) + 8;
        options.insert(options.end(), {"--memory", std::to_string(memory) + "M"});
        const ProgramResult result = factorize(options);
        INFO(result.err);
        REQUIRE(result.exitCode == 0);
        CHECK(reportIn(folder / "out")["details"]["matrix"] == "read from disk in blocks");
        CHECK(reportIn(folder / "out")["peak_memory_bytes"].get<double>() <= 1.1 * memory * 1048576);
    }
}
#endif
