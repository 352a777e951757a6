// SPDX-License-Identifier: GPL-3.0-or-later
/// Prepares voices on a thread of its own.
#pragma once

#include "plugin/engine/denoiser_voice.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace winnow::plugin {

/// What a voice is built from.
struct VoiceRequest {
    VoiceSpec spec;
    separation::ModelPtr model;
    int latency = -1; ///< samples; see DenoiserVoice
    separation::DenoiserControls controls;
};

/// The request made last wins: those that no one has begun are dropped. The thread starts with the first.
class VoiceBuilder {
public:
    using Deliver = std::function<void(std::unique_ptr<DenoiserVoice>)>; ///< called on the builder's thread
    using Fail = std::function<void(const std::string&)>;                ///< the same

    VoiceBuilder(Deliver deliver, Fail fail);
    ~VoiceBuilder(); ///< waits for the voice being built

    void request(VoiceRequest request); ///< [any but audio]
    /// Drops what nobody has begun, waits for what somebody has: afterwards nothing is delivered until the
    /// next request. [any but audio and the builder's]
    void cancel();
    bool isBusy() const; ///< [any but audio]

private:
    void run();

    Deliver deliver_;
    Fail fail_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<VoiceRequest> pending_;
    bool isBuilding_ = false, isEnding_ = false;
    std::thread thread_;
};

} // namespace winnow::plugin
