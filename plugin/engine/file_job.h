// SPDX-License-Identifier: GPL-3.0-or-later
/// Denoises files on a thread of its own: what `winnow denoise` does, for the standalone application.
#pragma once

#include "separation/offline_denoiser.h"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace winnow::plugin {

struct FileJobOptions {
    separation::ModelPtr model;
    separation::OfflineOptions engine;
    std::filesystem::path folder; ///< for outputs; files keep their names
    bool stems = false;           ///< also NAME.speech.EXT and NAME.noise.EXT
    bool overwrite = false;       ///< else a file that is there is an error; the input is never overwritten
};

/// One batch at a time.
class FileJob {
public:
    struct Result {
        std::filesystem::path input, output;
        std::string problem; ///< empty: done
    };

    FileJob() = default;
    ~FileJob(); ///< cancels and waits
    FileJob(const FileJob&) = delete;
    FileJob& operator=(const FileJob&) = delete;

    /// @returns false while a batch is under way. [main]
    bool start(std::vector<std::filesystem::path> files, FileJobOptions options);
    void cancel() noexcept { isCancelled_ = true; }               ///< [any]
    bool isRunning() const noexcept { return isRunning_.load(); } ///< [any]
    double progress() const noexcept { return progress_.load(); } ///< of the batch, 0 .. 1 [any]
    /// One a file that was begun; those cancelled have a problem. [any but audio]
    std::vector<Result> results() const;

private:
    void run(const std::vector<std::filesystem::path>& files, const FileJobOptions& options);
    Result denoiseFile(const std::filesystem::path& input, const FileJobOptions& options, double done,
                       double share);

    std::thread thread_;
    std::atomic<bool> isRunning_{false}, isCancelled_{false};
    std::atomic<double> progress_{0};
    mutable std::mutex mutex_;
    std::vector<Result> results_;
};

/// The same name in another folder.
std::filesystem::path outputPath(const std::filesystem::path& input, const FileJobOptions& options);

} // namespace winnow::plugin
