// SPDX-License-Identifier: GPL-3.0-or-later
/// Options that several subcommands share, under one name and with one wording.
#pragma once

#include "separation/model.h"
#include "separation/offline_denoiser.h"

#include <CLI/App.hpp>

#include <string>

namespace winnow::tools {

/// How much a command says.
struct Reporting {
    bool quiet = false;
    bool progress = false;
};

void addReporting(CLI::App& command, Reporting& reporting); ///< --quiet, --progress
CLI::Option* addForce(CLI::App& command, bool& force);      ///< --force
CLI::Option* addJson(CLI::App& command, bool& json);        ///< --json

/// Accepts finite numbers from low to high; unlike CLI::Range it refuses "nan". [any]
CLI::Validator numberBetween(double low, double high);

/// Turns a size of memory, such as "2G" or "300M", into its number of bytes. [any]
CLI::Validator byteSize();

/// Name of the model inside the program, as --model takes it.
inline constexpr const char* factoryModelName = "factory";

CLI::Option* addModel(CLI::App& command, std::string& model); ///< --model, "factory" by default

CLI::Option* addQuality(CLI::App& command, std::string& quality); ///< --quality, "standard" by default
separation::Quality qualityFrom(const std::string& name);         ///< one that addQuality lets through

/// --learn-seconds: how long a noise may be learned, 0 .. 3600
CLI::Option* addLearnSeconds(CLI::App& command, double& seconds);

/// beta of "frobenius", "kl", "is" or "beta=B" with B from 0 to `largest`. @throws UsageError. [any]
double lossBeta(const std::string& loss, double largest = 3);

/// The factory model for "factory", else the file. @throws separation::ModelFileError. [main]
separation::ModelPtr openModel(const std::string& nameOrPath);

} // namespace winnow::tools
