// SPDX-License-Identifier: GPL-3.0-or-later
/// The audio callback never allocates, locks, does I/O or throws.
#include "separation/streaming_denoiser.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include <ctime>
#include <memory>
#include <mutex>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

/// What the trap counts of one action.
template <class Action> TrapReport trapped(Action&& action) {
    AllocationTrap trap;
    action();
    return trap.report();
}

bool isMissing() {
    if (!AllocationTrap::isAvailable()) WARN("not tested: the allocator cannot be interposed in this build");
    return !AllocationTrap::isAvailable();
}

// Out of the optimiser's sight: it may leave out an allocation whose result nobody sees.
void* volatile sink = nullptr;

} // namespace

TEST_CASE("The trap catches every way to allocate and to free") {
    if (isMissing()) return;
    void* old = malloc(8);
    CHECK(trapped([] { sink = malloc(100); }).largest == 100);
    CHECK(trapped([] { free(sink); }).frees == 1);
    CHECK(trapped([] { sink = calloc(10, 10); }).bytes == 100);
    CHECK(trapped([&] { old = realloc(old, 1000); }).allocations == 1);
    CHECK(trapped([] { sink = aligned_alloc(64, 640); }).allocations == 1);
    CHECK(trapped([] {
              void* out = nullptr;
              if (posix_memalign(&out, 64, 64) == 0) sink = out;
          }).allocations == 1);
    CHECK(trapped([] { sink = ::operator new(10); }).allocations == 1);
    CHECK(trapped([] { ::operator delete(sink); }).frees == 1);
    CHECK(trapped([] { sink = ::operator new (64, std::align_val_t{64}); }).allocations == 1);
    std::vector<float> grows;
    CHECK(trapped([&] { grows.resize(1000); }).violations() == 1);
    CHECK(trapped([] {
              try {
                  throw 1;
              } catch (int) {
              }
          }).violations() >= 1);
    CHECK(trapped([] { free(nullptr); }).violations() == 0);
    free(old);
}

TEST_CASE("The trap catches locks and calls that may block") {
    if (isMissing()) return;
    std::mutex mutex;
    CHECK(trapped([&] { const std::scoped_lock lock(mutex); }).locks == 1);
    CHECK(trapped([&] {
              if (mutex.try_lock()) mutex.unlock();
          }).locks == 1);
    pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
    CHECK(trapped([&] { pthread_rwlock_rdlock(&shared); }).locks == 1);
    pthread_rwlock_unlock(&shared);
    CHECK(trapped([&] { pthread_rwlock_wrlock(&shared); }).locks == 1);
    pthread_rwlock_unlock(&shared);
    sem_t semaphore;
    sem_init(&semaphore, 0, 1);
    CHECK(trapped([&] { sem_wait(&semaphore); }).locks == 1);

    int file = -1;
    char byte = 0;
    CHECK(trapped([&] { file = open("/dev/zero", O_RDWR); }).calls == 1);
    REQUIRE(file >= 0);
    CHECK(trapped([&] { byte = static_cast<char>(byte + read(file, &byte, 1)); }).calls == 1);
    CHECK(trapped([&] { byte = static_cast<char>(byte + write(file, &byte, 1)); }).calls == 1);
    close(file);
    const std::timespec moment{0, 1};
    CHECK(trapped([&] { nanosleep(&moment, nullptr); }).calls == 1);
}

TEST_CASE("The trap counts nothing outside its scope and nothing on other threads' behalf") {
    if (isMissing()) return;
    const TrapReport report = trapped([] {});
    sink = malloc(1);
    free(sink);
    CHECK(report.violations() == 0);
    CHECK(trapped([] {}).violations() == 0);
}

TEST_CASE(
    "Processing never allocates, locks or does I/O, at any rate, block size, channel count and control") {
    if (isMissing()) return;
    NmfSettings all;
    all.warmStart = 0.3F;
    all.maskSmoothing = 0.3F;
    all.decisionDirected = 0.3F;
    const auto model = syntheticModel(all);
    const std::vector<float> sound = noisySpeech(12000, 48000);
    std::vector<std::vector<float>> buffers(8, std::vector<float>(4096));
    std::vector<float*> out;
    for (auto& buffer : buffers)
        out.push_back(buffer.data());

    for (const double rate : {7350.0, 8000.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
        for (const int channels : {1, 2, 8}) {
            for (const bool linked : {true, false}) {
                StreamingDenoiser denoiser;
                denoiser.prepare({rate, channels, linked, 1}, model);
                const std::vector<const float*> in(8, sound.data());
                AllocationTrap trap;
                for (const int block : {1, 7, 64, 480, 4096, 0, 4095, 4096}) {
                    denoiser.setControls({static_cast<float>(block % 101), {static_cast<float>(block % 20)}});
                    denoiser.process(in.data(), {out.data(), nullptr, nullptr}, block);
                    denoiser.process(in.data(), {nullptr, out.data(), nullptr}, block);
                }
                denoiser.reset();
                denoiser.process(in.data(), {out.data(), out.data(), out.data()}, 4096);
                const bool looked = denoiser.lastGain().size() + denoiser.lastActivations().size() > 0;
                const TrapReport report = trap.report();
                INFO(rate << " Hz, " << channels << " channels");
                CHECK(report.violations() == 0);
                CHECK(looked);
            }
        }
    }
}

TEST_CASE("Passing through without a model and recovering from bad samples does not allocate either") {
    if (isMissing()) return;
    std::vector<float> bad(4096, std::nanf(""));
    float* pointers[] = {bad.data()};
    for (const ModelPtr& model : {ModelPtr(), ModelPtr(syntheticModel())}) {
        StreamingDenoiser denoiser;
        denoiser.prepare({48000, 1, true, 1}, model);
        CHECK(trapped([&] {
                  denoiser.process(pointers, {pointers, nullptr, nullptr}, 4096);
              }).violations() == 0);
    }
}

TEST_CASE("Whatever runs on the audio thread is declared not to throw") {
    StreamingDenoiser denoiser;
    static_assert(noexcept(denoiser.process(nullptr, {}, 0)));
    static_assert(noexcept(denoiser.setControls({})));
    static_assert(noexcept(denoiser.reset()));
    static_assert(noexcept(denoiser.latency()));
    CHECK(denoiser.latency() == 0);
}
