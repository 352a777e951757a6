// SPDX-License-Identifier: GPL-3.0-or-later
/// Several processes that cannot reach each other are noticed before they overwrite each other's output.
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/run_winnow.h"
#include "tools/launch.h"

#include <cstdlib>
#include <map>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using Variables = std::map<std::string, std::string>;

const Variables batchScript{{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "4"}, {"SLURM_PROCID", "0"}};

Variables step(const std::string& tasks, const Variables& more = {}) {
    Variables all = batchScript;
    all.insert({{"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", tasks}});
    all.insert(more.begin(), more.end());
    return all;
}

tools::Launch launchOf(const Variables& variables) {
    return tools::readLaunch([&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

std::string withMpi(const Variables& variables, int mpiSize) {
    return tools::unconnectedProcesses(launchOf(variables), true, mpiSize);
}

std::string withoutMpi(const Variables& variables) {
    return tools::unconnectedProcesses(launchOf(variables), false, 0);
}

/// The variables, and no others of launchers, for programs started meanwhile.
class Surroundings {
public:
    explicit Surroundings(const Variables& variables) {
        for (const char* name :
             {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_FD", "PMI_SIZE", "SLURM_JOB_ID",
              "SLURM_NTASKS", "SLURM_PROCID", "SLURM_STEP_ID", "SLURM_STEP_NUM_TASKS"}) {
            if (const char* const value = std::getenv(name)) before_[name] = value;
            unsetenv(name);
            names_.emplace_back(name);
        }
        for (const auto& [name, value] : variables)
            setenv(name.c_str(), value.c_str(), 1);
    }
    ~Surroundings() {
        for (const std::string& name : names_)
            unsetenv(name.c_str());
        for (const auto& [name, value] : before_)
            setenv(name.c_str(), value.c_str(), 1);
    }
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;

private:
    std::vector<std::string> names_;
    Variables before_;
};

ProgramResult factorizeIn(const TempDir& folder, const Variables& variables) {
    const Surroundings now(variables);
    return runWinnow({"factorize", writeFile(folder / "v.csv", "1,2\n3,4\n").string(), "-k", "1", "-o",
                      (folder / "out").string()});
}

} // namespace

TEST_CASE("the launcher next to the program says how many processes there are") {
    CHECK_FALSE(launchOf({}).forMpi);
    CHECK(launchOf({}).processes == 1);
    CHECK(launchOf({{"OMPI_COMM_WORLD_SIZE", "4"}}).forMpi);
    CHECK(launchOf({{"OMPI_COMM_WORLD_SIZE", "4"}}).processes == 4);
    CHECK(launchOf({{"PMI_RANK", "0"}, {"PMI_SIZE", "3"}}).processes == 3);
    CHECK(launchOf(step("5", {{"PMIX_RANK", "2"}})).forMpi);
    CHECK(launchOf(step("5", {{"PMIX_RANK", "2"}})).processes == 5);
    CHECK(launchOf(step("5", {{"OMPI_COMM_WORLD_SIZE", "1"}})).processes == 1); // mpirun within a step
    CHECK_FALSE(launchOf(step("5")).forMpi);
    CHECK(launchOf(step("5")).variable == "SLURM_STEP_NUM_TASKS");
    for (const char* odd : {"", "x", "-2", "0", "4x", "99999999999999"}) {
        CAPTURE(odd);
        CHECK(launchOf(step(odd)).processes == 1);
    }
}

TEST_CASE("processes that reach each other, and a single one, are let through") {
    CHECK(withMpi({}, 0).empty());
    CHECK(withoutMpi({}).empty());
    CHECK(withMpi(batchScript, 0).empty()); // a command of the script, started once
    CHECK(withoutMpi(batchScript).empty());
    CHECK(withMpi(step("1"), 0).empty());
    CHECK(withoutMpi(step("1")).empty());
    CHECK(withMpi(step("4", {{"PMIX_RANK", "0"}}), 4).empty());
    CHECK(withMpi({{"OMPI_COMM_WORLD_SIZE", "2"}}, 2).empty());
    CHECK(withMpi({{"OMPI_COMM_WORLD_SIZE", "1"}}, 1).empty());
    CHECK(withoutMpi({{"OMPI_COMM_WORLD_SIZE", "1"}}).empty());
}

TEST_CASE("processes that do not reach each other are told why, and what to do") {
    CHECK_THAT(withMpi(step("4"), 0), Contains("4 processes were started (SLURM_STEP_NUM_TASKS)") &&
                                          Contains("same output") && Contains("srun --mpi=pmix") &&
                                          Contains("unset SLURM_STEP_NUM_TASKS"));
    CHECK_THAT(withMpi(step("4", {{"PMI_RANK", "1"}}), 1), Contains("use srun --mpi=pmix"));
    CHECK_THAT(withMpi({{"PMI_RANK", "1"}, {"PMI_SIZE", "3"}}, 1),
               Contains("3 processes were started (PMI_SIZE)") && Contains("another MPI"));
    CHECK_THAT(withoutMpi({{"PMIX_RANK", "0"}}),
               Contains("perhaps several times, and this build has no MPI"));
    CHECK(withMpi({{"PMIX_RANK", "0"}}, 1).empty());
    for (const Variables& several :
         {step("4"), Variables{{"OMPI_COMM_WORLD_SIZE", "4"}}, Variables{{"PMI_SIZE", "4"}}})
        CHECK_THAT(withoutMpi(several),
                   Contains("4 processes were started") && Contains("this build has no MPI"));
}

TEST_CASE("factorize under srun without PMIx ends before anything is written") {
    const TempDir folder;
    for (int i = 0; i < 2; ++i) { // whichever comes first
        const ProgramResult result = factorizeIn(folder, step("2", {{"SLURM_PROCID", std::to_string(i)}}));
        CHECK(result.exitCode == 1);
        CHECK_THAT(result.err, Contains("2 processes were started (SLURM_STEP_NUM_TASKS)"));
        CHECK(folder.names() == std::vector<std::string>{"v.csv"});
    }
#ifdef WINNOW_MPI
    CHECK_THAT(factorizeIn(folder, step("2")).err, Contains("srun --mpi=pmix"));
#else
    CHECK_THAT(factorizeIn(folder, {{"OMPI_COMM_WORLD_SIZE", "2"}}).err, Contains("this build has no MPI"));
#endif
}

TEST_CASE("factorize in a step of one task, or in a batch script, just runs") {
    const TempDir folder;
    CHECK(factorizeIn(folder, step("1")).exitCode == 0);
    const TempDir other;
    CHECK(factorizeIn(other, batchScript).exitCode == 0);
}

TEST_CASE("train under srun without PMIx ends before it looks at a recording") {
    const Surroundings now(step("3"));
    const ProgramResult result =
        runWinnow({"train", "--speech", "none", "--noise", "none", "-o", "never.winnow"});
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("3 processes were started (SLURM_STEP_NUM_TASKS)"));
}
