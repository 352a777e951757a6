// SPDX-License-Identifier: GPL-3.0-or-later
/// winnow_fuzz_model SECONDS [SEED]: changes valid models at random and loads them. Ends with 0 if every
/// input gave a model that runs or an error that is one of the loader's; else writes the input to
/// winnow-fuzz-finding.winnow and ends with 1 (or with the signal).
#include "models/factory.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutator.h"
#include "tests/support/synthetic_model.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <vector>

namespace {

using winnow::fuzz::Bytes;

constexpr const char* findingName = "winnow-fuzz-finding.winnow";
const Bytes* current = nullptr; // for the signal handler

/// Only calls that a signal handler may make.
void writeFinding() {
    if (!current) return;
    const int file = open(findingName, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return;
    const ssize_t written = write(file, current->data(), current->size());
    close(file);
    constexpr char note[] = "the input is in winnow-fuzz-finding.winnow\n";
    if (written >= 0 && write(STDERR_FILENO, note, sizeof note - 1) < 0) _exit(2);
}

extern "C" void onSignal(int number) {
    writeFinding();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

/// Small models, so that many fit into a second, and the one that ships.
std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    for (std::uint32_t seed = 1; seed <= 3; ++seed)
        all.push_back(winnow::separation::serialiseModelFile(
            winnow::test::syntheticModel({}, {4, 3, 33, 8000}, seed)->toFile()));
    const auto factory = winnow::models::factoryModelBytes();
    all.emplace_back(factory.begin(), factory.end());
    return all;
}

} // namespace

int main(int argc, char* argv[]) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 0;
    const auto seed = static_cast<std::uint32_t>(argc > 2 ? std::atol(argv[2]) : 1);
    if (!(seconds > 0)) {
        std::cerr << "usage: winnow_fuzz_model SECONDS [SEED]\n";
        return 2;
    }
    for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL})
        std::signal(number, onSignal);

    winnow::fuzz::Mutator mutator(seeds(), seed);
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    long models = 0;
    long inputs = 0;
    for (; elapsed() < seconds; ++inputs) {
        const Bytes input = mutator.next();
        current = &input;
        try {
            if (winnow::fuzz::tryModel(input)) ++models;
        } catch (const std::exception& error) {
            std::cerr << "input " << inputs << " of seed " << seed << ": " << error.what() << '\n';
            writeFinding();
            return 1;
        }
        current = nullptr;
    }
    std::cout << inputs << " inputs of seed " << seed << " in " << elapsed() << " s: " << models
              << " models that run, " << inputs - models << " refused\n";
    const bool sawBoth = models > 0 && models < inputs; // else the fuzzer does not test what it should
    return sawBoth ? 0 : 1;
}
