// SPDX-License-Identifier: GPL-3.0-or-later
/// What every byte sequence must survive. With WINNOW_LIBFUZZER it is a target for libFuzzer (clang
/// -fsanitize=fuzzer).
#include "tests/fuzz/fuzz_target.h"

#include "separation/streaming_denoiser.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::fuzz {

namespace {

constexpr double sampleRate = 16000; // the lowest that every engine takes

void runModel(const separation::ModelPtr& model) {
    separation::StreamingDenoiser denoiser;
    denoiser.prepare({sampleRate, 1, true, 1}, model);
    static const std::vector<float> sound = test::whiteNoise(1500, 0.5F);
    const std::vector<float> silence(sound.size(), 0.0F);
    std::vector<float> clean(sound.size());
    float* out[] = {clean.data()};
    for (const auto* input : {&sound, &silence, &sound}) {
        const float* in[] = {input->data()};
        denoiser.process(in, {out, nullptr, nullptr}, static_cast<int>(input->size()));
        for (const float x : clean)
            if (!std::isfinite(x)) throw std::logic_error("the output is not finite");
    }
}

} // namespace

bool tryModel(std::span<const std::byte> bytes) {
    separation::ModelPtr model;
    try {
        model = separation::loadModel(bytes, "fuzz");
    } catch (const separation::ModelFileError& error) {
        if (std::string(error.what()).size() > 1000) throw std::logic_error("the message repeats the file");
        return false;
    } catch (const std::exception& error) {
        throw std::logic_error(std::string("not a ModelFileError: ") + error.what());
    }
    try {
        runModel(model);
    } catch (const std::exception& error) {
        throw std::logic_error(std::string("a model that loads does not run: ") + error.what());
    }
    return true;
}

} // namespace winnow::fuzz

#ifdef WINNOW_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    winnow::fuzz::tryModel(std::as_bytes(std::span(data, size))); // an exception ends the program: a finding
    return 0;
}
#endif
