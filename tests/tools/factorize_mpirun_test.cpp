// SPDX-License-Identifier: GPL-3.0-or-later
/// `mpirun -n N winnow factorize`: the files of any number of ranks are those of a run without mpirun.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"

#include <cstdlib>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

void allowManyRanks() {
    // For Open MPI: more ranks than cores, and as root, as in a container.
    for (const char* name :
         {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "OMPI_MCA_rmaps_base_oversubscribe"})
        setenv(name, "1", 1);
}

ProgramResult runOnRanks(int ranks, std::vector<std::string> arguments) {
    allowManyRanks();
    std::vector<std::string> all{WINNOW_MPIEXEC_RANKS, std::to_string(ranks), WINNOW_PROGRAM, "factorize"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return runProgram(WINNOW_MPIEXEC, all);
}

/// Wide or tall, so that there is more than one shard, with a few zeros.
Matrix data(Index rows, Index columns) {
    Matrix V = lowRank(rows, columns, 3, 5, 0.1);
    for (Index i = 0; i < V.size(); i += 7)
        V.data()[i] = 0;
    return V;
}

/// 1 to 4 ranks write the bytes that a run without mpirun writes.
void requireSameFiles(const std::string& input, std::vector<std::string> options) {
    const TempDir folder;
    options.insert(options.begin(),
                   {input, "-k", "3", "--iterations", "12", "--tolerance", "0", "--threads", "1"});
    const auto with = [&](const std::string& name) {
        std::vector<std::string> all = options;
        all.insert(all.end(), {"-q", "-o", (folder / name).string()});
        return all;
    };
    const ProgramResult alone = factorize(with("alone"));
    INFO(alone.err);
    REQUIRE(alone.exitCode == 0);
    for (int ranks = 1; ranks <= 4; ++ranks) {
        const std::string name = std::to_string(ranks);
        const ProgramResult together = runOnRanks(ranks, with(name));
        INFO(ranks << " ranks: " << together.err);
        REQUIRE(together.exitCode == 0);
        for (const char* file : {"W.npy", "H.npy"})
            CHECK(contentOf(folder / name / file) == contentOf(folder / "alone" / file));
        CHECK(reportIn(folder / name)["relative_error"] == reportIn(folder / "alone")["relative_error"]);
        CHECK(reportIn(folder / name)["trace"] == reportIn(folder / "alone")["trace"]);
        CHECK(reportIn(folder / name)["inputs"] == reportIn(folder / "alone")["inputs"]);
        CHECK(reportIn(folder / name).value("ranks", 1) == ranks);
    }
}

} // namespace

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks, dense, Kullback-Leibler") {
    const TempDir folder;
    requireSameFiles(writeNpyFile(folder / "v.npy", data(20, 900)).string(), {"--loss", "kl"});
}

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks, tall, HALS, from given factors") {
    const TempDir folder;
    const auto w = writeNpyFile(folder / "w.npy", lowRank(900, 3, 3, 1)).string();
    requireSameFiles(writeNpyFile(folder / "v.npy", data(900, 20)).string(),
                     {"--solver", "hals", "--init-W", w});
}

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks, dense in Fortran order, block pivoting") {
    const TempDir folder;
    const Matrix V = data(20, 900);
    const std::vector<double> values(V.data(), V.data() + V.size());
    writeFile(folder / "v.npy", npyBytes("<f8", true, "(20, 900)", bytesOf(values)));
    requireSameFiles((folder / "v.npy").string(), {"--solver", "bpp", "--double"});
}

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks, sparse, all three solvers") {
    const TempDir folder;
    Matrix V = data(30, 700);
    V = (V.array() < 0.9 * V.mean()).select(0, V);
    writeFile(folder / "v.npz", sparseNpz(V, "csr"));
    for (const auto& options :
         std::vector<std::vector<std::string>>{{"--loss", "kl"}, {"--solver", "hals"}, {"--solver", "bpp"}})
        requireSameFiles((folder / "v.npz").string(), options);
}

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks in a grid, dense in both orders, wide and "
          "tall") {
    const TempDir folder;
    const Matrix V = data(400, 900);
    const auto wide = writeNpyFile(folder / "wide.npy", V).string();
    const auto tall = writeNpyFile(folder / "tall.npy", Matrix(V.transpose())).string();
    const std::vector<double> values(V.data(), V.data() + V.size());
    writeFile(folder / "columns.npy", npyBytes("<f8", true, "(400, 900)", bytesOf(values)));
    const auto w = writeNpyFile(folder / "w.npy", lowRank(400, 3, 3, 1)).string();
    requireSameFiles(wide, {"--row-shards", "2", "--loss", "kl", "--init-W", w});
    requireSameFiles((folder / "columns.npy").string(), {"--row-shards", "2", "--solver", "hals"});
    requireSameFiles(tall, {"--row-shards", "2", "--solver", "bpp"});
    requireSameFiles(tall, {"--row-shards", "2", "--loss", "is"});
    requireSameFiles(wide, {"--row-shards", "2", "--init", "nndsvd"});
    requireSameFiles(tall, {"--loss", "kl", "--init", "nndsvda"});
}

TEST_CASE("mpirun: factorize writes the same files on 1 to 4 ranks in a grid, sparse, all three solvers") {
    const TempDir folder;
    Matrix V = data(300, 700);
    V = (V.array() < 0.9 * V.mean()).select(0, V);
    writeFile(folder / "v.npz", sparseNpz(V, "csr"));
    for (const auto& options :
         std::vector<std::vector<std::string>>{{"--loss", "kl"}, {"--solver", "hals"}, {"--solver", "bpp"}}) {
        std::vector<std::string> all = options;
        all.insert(all.end(), {"--row-shards", "2"});
        requireSameFiles((folder / "v.npz").string(), all);
    }
}

TEST_CASE("mpirun: ranks in a grid read from disk what does not fit, and write the same files") {
    const TempDir folder;
    const Index rows = 700, columns = 9000;
    const Matrix V = data(rows, columns);
    const auto dense = writeNpyFile(folder / "v.npy", V).string();
    const Matrix thin = (V.array() < 1.6 * V.mean()).select(0, V);
    writeFile(folder / "v.npz", sparseNpz(thin, "csc"));
    for (const std::string& input : {dense, (folder / "v.npz").string()})
        for (const char* loss : {"kl", "frobenius"}) {
            const std::vector<std::string> options{input, "-k",           "3", "--iterations", "5", "--loss",
                                                   loss,  "--row-shards", "3", "--threads",    "1", "-q",
                                                   "-o"};
            auto alone = options;
            alone.push_back((folder / "alone").string());
            alone.push_back("--force");
            REQUIRE(factorize(alone).exitCode == 0);
            auto streamed = options;
            streamed.insert(streamed.end(), {(folder / "streamed").string(), "--force", "--memory", "1M"});
            const std::string said = runOnRanks(4, streamed).err;
            const auto at = said.find("needs at least ");
            INFO(said);
            REQUIRE(at != std::string::npos);
            streamed.back() = std::to_string(std::stoi(said.substr(at + 15)) + 1) + "M";
            const ProgramResult result = runOnRanks(4, streamed);
            INFO(result.err);
            REQUIRE(result.exitCode == 0);
            CHECK(reportIn(folder / "streamed")["details"].value("matrix", "") == "read from disk in blocks");
            for (const char* file : {"W.npy", "H.npy"})
                CHECK(contentOf(folder / "streamed" / file) == contentOf(folder / "alone" / file));
            CHECK(reportIn(folder / "streamed")["relative_error"] ==
                  reportIn(folder / "alone")["relative_error"]);
        }
}

TEST_CASE("mpirun: one rank's bad input ends all with its message, once, and nothing is written") {
    const TempDir folder;
    Matrix V = data(20, 900);
    V(7, 899) = -1; // the last rank's
    const auto input = writeNpyFile(folder / "v.npy", V).string();
    const auto output = (folder / "out").string();
    const ProgramResult result = runOnRanks(3, {input, "-k", "3", "--loss", "kl", "-o", output});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains(input + ": the entry [7, 899]"));
    CHECK(result.err.find("is negative") == result.err.rfind("is negative"));
    CHECK_FALSE(std::filesystem::exists(output));

    writeFile(folder / "v.npz", sparseNpz(V, "csr"));
    const ProgramResult sparse =
        runOnRanks(3, {(folder / "v.npz").string(), "-k", "3", "--loss", "kl", "-o", output});
    CHECK(sparse.exitCode == 1);
    CHECK_THAT(sparse.err, Contains("v.npz: the entry [7, 899]"));

    const ProgramResult missing = runOnRanks(2, {(folder / "no.npy").string(), "-k", "3", "-o", output});
    CHECK(missing.exitCode == 1);
    CHECK_THAT(missing.err, Contains("no.npy: does not exist"));
}

TEST_CASE("mpirun: what needs the whole matrix in one process is refused as wrong usage") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", data(20, 300)).string();
    const auto refusal = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {input, "-k", "2", "-o", (folder / "out").string()});
        const ProgramResult result = runOnRanks(2, options);
        CHECK(result.exitCode == 2);
        return result.err;
    };
    CHECK_THAT(refusal({"--method", "hoyer", "--sparseness-W", "0.5"}),
               Contains("does not work under mpirun"));
    CHECK_THAT(refusal({"--init", "kmeans"}), Contains("--init kmeans"));
    CHECK_THAT(refusal({"--restarts", "3"}), Contains("--restarts does not work under mpirun"));
    CHECK_THAT(refusal({"--missing", "nan"}), Contains("--missing does not work under mpirun"));
}

TEST_CASE(
    "mpirun: a file that becomes shorter in mid-course for one rank ends all, by name, without waiting") {
    const TempDir folder;
    const auto input = (folder / "v.npy").string(), output = (folder / "out").string();
    const std::vector<float> values(500 * 12000, 1.5F);
    writeFile(input, npyBytes("<f4", true, "(500, 12000)", bytesOf(values)));
    const std::vector<std::string> command{input,        "-k",          "4",    "--loss",
                                           "kl",         "--tolerance", "0",    "--iterations",
                                           "1000000000", "-o",          output, "--memory"};
    auto refused = command;
    refused.push_back("1M");
    const std::string said = runOnRanks(2, refused).err;
    const auto at = said.find("needs at least ");
    REQUIRE(at != std::string::npos);
    const int memory = std::stoi(said.substr(at + 15)) + 3; // less than the half of a rank takes

    allowManyRanks();
    std::string script =
        std::string(WINNOW_MPIEXEC) + " " WINNOW_MPIEXEC_RANKS " 2 " WINNOW_PROGRAM " factorize";
    for (const std::string& argument : command)
        script += " '" + argument + "'";
    script +=
        " " + std::to_string(memory) + "M & run=$!; sleep 3; truncate -s 20000000 '" + input + "'; wait $run";
    const ProgramResult result = runProgram("/bin/sh", {"-c", script});
    INFO(result.err);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains(input + ": "));
    CHECK_FALSE(std::filesystem::exists(output));
}
