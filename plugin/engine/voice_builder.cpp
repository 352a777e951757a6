// SPDX-License-Identifier: GPL-3.0-or-later
/// Prepares voices on a thread of its own.
#include "plugin/engine/voice_builder.h"

#include <exception>
#include <utility>

namespace winnow::plugin {

VoiceBuilder::VoiceBuilder(Deliver deliver, Fail fail)
    : deliver_(std::move(deliver)), fail_(std::move(fail)) {}

VoiceBuilder::~VoiceBuilder() {
    {
        const std::scoped_lock lock(mutex_);
        isEnding_ = true;
        pending_.reset();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void VoiceBuilder::request(VoiceRequest request) {
    {
        const std::scoped_lock lock(mutex_);
        pending_ = std::move(request);
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
    changed_.notify_all();
}

void VoiceBuilder::cancel() {
    std::unique_lock lock(mutex_);
    pending_.reset();
    changed_.wait(lock, [this] { return !isBuilding_; });
}

bool VoiceBuilder::isBusy() const {
    const std::scoped_lock lock(mutex_);
    return isBuilding_ || pending_.has_value();
}

void VoiceBuilder::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return isEnding_ || pending_.has_value(); });
        if (isEnding_) return;
        VoiceRequest request = std::move(*pending_);
        pending_.reset();
        isBuilding_ = true;
        lock.unlock();
        try {
            deliver_(std::make_unique<DenoiserVoice>(request.spec, request.model, request.latency,
                                                     request.controls));
        } catch (const std::exception& error) {
            fail_(error.what());
        }
        request = {}; // a model nobody else holds ends here, not under the lock
        lock.lock();
        isBuilding_ = false;
        changed_.notify_all();
    }
}

} // namespace winnow::plugin
