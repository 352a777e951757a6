// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize --memory`: a matrix that stays in its file.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/exit_code.h"

#include <fstream>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

constexpr std::uint64_t mebi = 1 << 20;

/// rows x columns of float, larger than the memory it will be given, written a line at a time.
std::string largeNpy(const std::filesystem::path& path, Index rows, Index columns, bool fortran) {
    std::ofstream out(path, std::ios::binary);
    const std::string shape = "(" + std::to_string(rows) + ", " + std::to_string(columns) + ")";
    out << npyBytes("<f4", fortran, shape, "");
    const Index lines = fortran ? columns : rows, length = fortran ? rows : columns;
    std::vector<float> line(static_cast<std::size_t>(length));
    for (Index l = 0; l < lines; ++l) {
        for (Index e = 0; e < length; ++e) {
            const Index i = fortran ? e : l, j = fortran ? l : e;
            line[static_cast<std::size_t>(e)] = static_cast<float>((i % 7) * (j % 5) + (i + 3 * j) % 11);
        }
        out.write(reinterpret_cast<const char*>(line.data()), static_cast<std::streamsize>(line.size() * 4));
    }
    return path.string();
}

std::vector<std::string> command(const std::string& input, const std::filesystem::path& output,
                                 std::vector<std::string> more) {
    more.insert(more.begin(), {input, "-k", "4", "--tolerance", "0", "-o", output.string()});
    return more;
}

} // namespace

TEST_CASE("factorize --memory: a matrix that stays in its file gives the bytes of one in memory") {
    const TempDir folder;
    for (const bool fortran : {false, true})
        for (const bool tall : {false, true}) {
            const auto input = largeNpy(folder / "v.npy", tall ? 8000 : 500, tall ? 500 : 8000, fortran);
            for (const char* loss : {"kl", "frobenius"}) {
                INFO("Fortran order " << fortran << ", tall " << tall << ", " << loss);
                const std::vector<std::string> options{"--loss", loss, "--iterations", "3", "--force"};
                // The matrix takes 15 MB more.
                const int memory = leastMemory(command(input, folder / "blocks", options)) + 3;
                auto limited = options;
                limited.insert(limited.end(), {"--memory", std::to_string(memory) + "M"});
                REQUIRE(factorize(command(input, folder / "all", options)).exitCode == 0);
                const ProgramResult result = factorize(command(input, folder / "blocks", limited));
                INFO(result.err);
                REQUIRE(result.exitCode == 0);
                CHECK(reportIn(folder / "blocks")["details"]["matrix"] == "read from disk in blocks");
                CHECK_FALSE(reportIn(folder / "all").contains("details"));
                for (const char* file : {"W.npy", "H.npy"})
                    CHECK(contentOf(folder / "blocks" / file) == contentOf(folder / "all" / file));
                CHECK(reportIn(folder / "blocks")["relative_error"] ==
                      reportIn(folder / "all")["relative_error"]);
            }
        }
}

#ifndef WINNOW_SANITIZED
TEST_CASE("factorize --memory: four times as much data stay within a tenth of it, in either order, dense and "
          "in double") {
    const TempDir folder;
    struct Case {
        bool fortran;
        std::vector<std::string> options;
    };
    for (const Case& one : {Case{true, {"--loss", "kl"}}, Case{false, {"--solver", "hals", "--double"}}}) {
        const auto input = largeNpy(folder / "v.npy", 1000, 36000, one.fortran);
        auto options = one.options;
        options.insert(options.end(), {"--iterations", "1", "--force"});
        const int memory = leastMemory(command(input, folder / "out", options)) + 6;
        const double budget = static_cast<double>(memory) * mebi;
        REQUIRE(static_cast<double>(std::filesystem::file_size(input)) > 3.9 * budget);
        options.insert(options.end(), {"--memory", std::to_string(memory) + "M"});
        const ProgramResult result = factorize(command(input, folder / "out", options));
        INFO("Fortran order " << one.fortran << ", " << one.options[1] << ": " << result.err);
        REQUIRE(result.exitCode == 0);
        const double peak = reportIn(folder / "out")["peak_memory_bytes"].get<double>();
        CHECK(peak > 5 * mebi);
        CHECK(peak <= 1.1 * budget);
    }
}
#endif

TEST_CASE("factorize --memory: what cannot be done within it is refused, and says how much it takes") {
    const TempDir folder;
    const auto input = largeNpy(folder / "v.npy", 3000, 4000, true);
    const ProgramResult little = factorize(command(input, folder / "out", {"--memory", "2M"}));
    CHECK(little.exitCode == 1);
    CHECK_THAT(little.err, Contains(input + ": needs at least ") && Contains("--memory is 2M"));
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
    const ProgramResult method =
        factorize(command(input, folder / "out", {"--method", "convex", "--memory", "1G"}));
    CHECK(method.exitCode == 2);
    const ProgramResult start =
        factorize(command(input, folder / "out", {"--init", "spa", "--memory", "1G"}));
    CHECK(start.exitCode == 2);
    CHECK_THAT(start.err, Contains("--init spa"));
    writeFile(folder / "v.csv", "1,2\n3,4\n");
    const ProgramResult text = factorize(
        {(folder / "v.csv").string(), "-k", "1", "-o", (folder / "out").string(), "--memory", "1G"});
    CHECK(text.exitCode == 2);
    CHECK_THAT(text.err, Contains("--memory is for matrices in .npy files and sparse ones"));
}

TEST_CASE(
    "factorize --memory: a bad entry is named by its place, though its matrix is never read as a whole") {
    const TempDir folder;
    const auto input = largeNpy(folder / "v.npy", 500, 12000, false);
    std::fstream file(input, std::ios::binary | std::ios::in | std::ios::out);
    const float negative = -2;
    file.seekp(-static_cast<std::streamoff>(sizeof(float) * (12000 - 345)), std::ios::end); // of the last row
    file.write(reinterpret_cast<const char*>(&negative), sizeof negative);
    file.close();
    const int memory = leastMemory(command(input, folder / "out", {})) + 3;
    const ProgramResult result =
        factorize(command(input, folder / "out", {"--memory", std::to_string(memory) + "M"}));
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains(input + ": the entry [499, 345] (counted from 0) is negative (-2)"));
}

TEST_CASE("factorize --memory: what is no size is refused before any work") {
    const TempDir folder;
    const auto input = largeNpy(folder / "v.npy", 5, 6, false);
    for (const char* wrong : {"2X", "-2G", "0", "much"}) {
        const ProgramResult result = factorize(command(input, folder / "out", {"--memory", wrong}));
        CHECK(result.exitCode == 2);
        CHECK_THAT(result.err, Contains(std::string("--memory: ") + wrong + " is no size; give e.g. 500M"));
    }
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}
