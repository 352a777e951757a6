// SPDX-License-Identifier: GPL-3.0-or-later
/// Options that several subcommands share.
#include "tools/shared_options.h"

#include "separation/learn_noise.h"
#include "system/byte_size.h"
#include "tools/exit_code.h"

#include <fmt/format.h>

#include <charconv>

namespace winnow::tools {

void addReporting(CLI::App& command, Reporting& reporting) {
    command.add_flag("-q,--quiet", reporting.quiet, "Print errors only: no notes, no progress.");
    command.add_flag(
        "--progress", reporting.progress,
        "Show progress and the time left even where standard error is no terminal, one line at a time.");
}

CLI::Option* addForce(CLI::App& command, bool& force) {
    return command.add_flag("-f,--force", force,
                            "Replace output files that exist. Without it nothing is overwritten.");
}

CLI::Option* addJson(CLI::App& command, bool& json) {
    return command.add_flag("--json", json,
                            "Print the results as JSON on standard output, for other programs.");
}

CLI::Validator numberBetween(double low, double high) {
    const auto check = [low, high](std::string& text) -> std::string {
        double value = 0;
        if (CLI::detail::lexical_cast(text, value) && value >= low && value <= high) return {};
        return fmt::format("{} is not a number from {:g} to {:g}", text, low, high);
    };
    return {check, ""};
}

CLI::Validator byteSize() {
    const auto turn = [](std::string& text) -> std::string {
        const std::optional<std::uint64_t> bytes = system::parseByteSize(text);
        if (!bytes) return fmt::format("{} is no size; give e.g. 500M or 2G", text);
        text = std::to_string(*bytes);
        return {};
    };
    return {turn, ""};
}

double lossBeta(const std::string& loss, double largest) {
    if (loss == "frobenius") return 2;
    if (loss == "kl") return 1;
    if (loss == "is") return 0;
    const std::string prefix = "beta=";
    double beta = -1;
    if (loss.starts_with(prefix)) {
        const char* const end = loss.data() + loss.size();
        const auto [stop, error] = std::from_chars(loss.data() + prefix.size(), end, beta);
        if (error != std::errc() || stop != end) beta = -1;
    }
    if (beta >= 0 && beta <= largest) return beta;
    throw UsageError(fmt::format(
        "--loss is '{}', and must be frobenius, kl, is or beta=B with B from 0 to {:g}", loss, largest));
}

CLI::Option* addModel(CLI::App& command, std::string& model) {
    model = factoryModelName;
    return command
        .add_option("-m,--model", model, "Model to use: a .winnow file, or 'factory' for the built-in one.")
        ->type_name("FILE")
        ->capture_default_str();
}

CLI::Option* addQuality(CLI::App& command, std::string& quality) {
    quality = "standard";
    return command
        .add_option("--quality", quality,
                    "standard gives what the plugin gives; high looks at the sound twice as often and takes "
                    "twice the "
                    "time; low-latency gives what the plugin gives in its mode of 18 ms.")
        ->type_name("QUALITY")
        ->check(CLI::IsMember(std::vector<std::string>{"standard", "high", "low-latency"}))
        ->capture_default_str();
}

separation::Quality qualityFrom(const std::string& name) {
    return name == "high"          ? separation::Quality::High
           : name == "low-latency" ? separation::Quality::LowLatency
                                   : separation::Quality::Standard;
}

CLI::Option* addLearnSeconds(CLI::App& command, double& seconds) {
    seconds = separation::LearnOptions().seconds;
    return command
        .add_option("--learn-seconds", seconds,
                    "Longest time to learn a noise for; 0 learns its spectrum only, at once.")
        ->type_name("S")
        ->check(numberBetween(0, 3600))
        ->capture_default_str();
}

separation::ModelPtr openModel(const std::string& nameOrPath) {
    return nameOrPath == factoryModelName ? separation::factoryModel() : separation::loadModel(nameOrPath);
}

} // namespace winnow::tools
