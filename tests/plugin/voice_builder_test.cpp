// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/voice_builder.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"

#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace winnow;
using namespace winnow::plugin;

namespace {

struct Delivered {
    std::mutex mutex;
    std::vector<std::unique_ptr<DenoiserVoice>> voices;
    std::vector<std::string> problems;
    VoiceBuilder builder{[this](std::unique_ptr<DenoiserVoice> voice) {
                             const std::scoped_lock lock(mutex);
                             voices.push_back(std::move(voice));
                         },
                         [this](const std::string& problem) {
                             const std::scoped_lock lock(mutex);
                             problems.push_back(problem);
                         }};
    void wait() {
        for (int i = 0; i < 2000 && builder.isBusy(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        REQUIRE(!builder.isBusy());
    }
};

VoiceRequest request(int channels) {
    VoiceRequest r;
    r.spec.sampleRate = 16000;
    r.spec.channels = channels;
    r.model = test::syntheticModel();
    return r;
}

} // namespace

TEST_CASE("A requested voice is built off the caller's thread, as requested") {
    Delivered delivered;
    delivered.builder.request(request(3));
    delivered.wait();
    REQUIRE(delivered.voices.size() == 1);
    CHECK(delivered.voices.front()->spec().channels == 3);
    CHECK(delivered.problems.empty());
}

TEST_CASE("The request made last wins") {
    Delivered delivered;
    for (int channels = 1; channels <= 8; ++channels)
        delivered.builder.request(request(channels));
    delivered.wait();
    REQUIRE(!delivered.voices.empty());
    CHECK(delivered.voices.size() <= 8);
    CHECK(delivered.voices.back()->spec().channels == 8);
}

TEST_CASE("What cannot be built is reported in words") {
    Delivered delivered;
    VoiceRequest bad = request(1);
    bad.latency = 1;
    delivered.builder.request(bad);
    delivered.wait();
    CHECK(delivered.voices.empty());
    REQUIRE(delivered.problems.size() == 1);
    CHECK(delivered.problems.front().find("latency") != std::string::npos);
}

TEST_CASE("After cancel nothing is delivered, and the builder goes on afterwards") {
    Delivered delivered;
    for (int i = 0; i < 5; ++i)
        delivered.builder.request(request(2));
    delivered.builder.cancel();
    const std::size_t before = delivered.voices.size();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(delivered.voices.size() == before);
    delivered.builder.request(request(4));
    delivered.wait();
    CHECK(delivered.voices.size() == before + 1);
}
