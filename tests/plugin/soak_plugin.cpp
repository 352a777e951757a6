// SPDX-License-Identifier: GPL-3.0-or-later
/// A long time of everything at once: sound on one thread with random automation, blocks and bad samples;
/// on the other what hosts and people do. For a build with sanitizers; CTest does not know it.
///
/// Usage: winnow_soak_plugin [minutes, 10] [seed, 1]
/// Leaves with 1 if the plugin gave samples that are not finite or are far too loud; what a sanitizer finds
/// ends it.
#include "plugin/engine/presets.h"
#include "plugin/processor.h"
#include "tests/support/test_signals.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace winnow;

namespace {

using Random = std::mt19937;

constexpr int largestBlock = 3000;
constexpr float loudest = 200; // the input at full scale, bad values held, 24 dB of gain, an atom beside it

int below(Random& random, int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random);
}

float share(Random& random) {
    return std::uniform_real_distribution<float>(0, 1)(random);
}

void moveOneParameter(plugin::Processor& processor, Random& random) {
    const auto& all = processor.juce::AudioProcessor::getParameters();
    all[below(random, all.size())]->setValueNotifyingHost(share(random));
}

/// A host's audio thread. It holds the lock that hosts hold, and leaves it for a moment between blocks.
class AudioThread {
public:
    AudioThread(plugin::Processor& processor, unsigned seed)
        : processor_(processor), random_(seed), sound_(test::noisySpeech(1 << 18, 48000, seed)),
          thread_([this] { run(); }) {}
    ~AudioThread() { stop(); }
    void stop() {
        isDone_ = true;
        if (thread_.joinable()) thread_.join();
    }
    long blocks() const noexcept { return blocks_; }
    long bad() const noexcept { return bad_; }

private:
    void run() {
        while (!isDone_) {
            {
                const juce::ScopedLock lock(processor_.getCallbackLock());
                if (!processor_.isSuspended()) playBlock();
            }
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
    }

    void playBlock() {
        const int channels =
            std::max(processor_.getTotalNumInputChannels(), processor_.getTotalNumOutputChannels());
        juce::AudioBuffer<float> buffer(channels, below(random_, largestBlock + 1));
        fill(buffer);
        if (below(random_, 4) == 0) moveOneParameter(processor_, random_);
        if (below(random_, 500) == 0) processor_.reset();
        juce::MidiBuffer midi;
        if (below(random_, 50) == 0)
            processor_.processBlockBypassed(buffer, midi);
        else if (below(random_, 10) == 0)
            playDouble(buffer, midi);
        else
            processor_.processBlock(buffer, midi);
        check(buffer);
        ++blocks_;
    }

    void playDouble(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) {
        juce::AudioBuffer<double> precise;
        precise.makeCopyOf(buffer);
        processor_.processBlock(precise, midi);
        buffer.makeCopyOf(precise);
    }

    /// Mostly sound; now and then silence, values that hosts should not send, or none that a float can hold.
    void fill(juce::AudioBuffer<float>& buffer) {
        const int kind = below(random_, 12);
        for (int c = 0; c < buffer.getNumChannels(); ++c) {
            for (int i = 0; i < buffer.getNumSamples(); ++i) {
                float sample = sound_[(at_ + static_cast<std::size_t>(i)) % sound_.size()];
                if (kind == 1) sample = 0;
                if (kind == 2) sample = 1e-40F;
                if (kind == 3) sample = (i / 50) % 2 == 0 ? 1.0F : -1.0F;
                buffer.setSample(c, i, sample);
            }
            if (kind == 4 && buffer.getNumSamples() > 0)
                buffer.setSample(c, below(random_, buffer.getNumSamples()),
                                 c % 2 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                            : std::numeric_limits<float>::infinity());
        }
        at_ += static_cast<std::size_t>(buffer.getNumSamples());
    }

    void check(const juce::AudioBuffer<float>& buffer) {
        for (int c = 0; c < processor_.getMainBusNumOutputChannels(); ++c)
            for (int i = 0; i < buffer.getNumSamples(); ++i)
                if (!(std::abs(buffer.getSample(c, i)) < loudest)) {
                    ++bad_;
                    return;
                }
    }

    plugin::Processor& processor_;
    Random random_;
    std::vector<float> sound_;
    std::size_t at_ = 0;
    std::atomic<bool> isDone_{false};
    std::atomic<long> blocks_{0}, bad_{0};
    std::thread thread_;
};

/// What hosts and people do, one thing at a time. [main]
class Life {
public:
    Life(plugin::Processor& processor, unsigned seed) : processor_(processor), random_(seed) { restart(); }

    void doSomething() {
        switch (below(random_, 15)) {
        case 0:
            return restart();
        case 1:
            return processor_.getStateInformation(saved_);
        case 2:
            return restoreState();
        case 3:
            return damageState();
        case 4:
            return choosePreset();
        case 5:
            return processor_.switchSetting();
        case 6:
            return void(processor_.undo().undo());
        case 7:
            return void(processor_.undo().redo());
        case 8:
            return learn();
        case 9:
            return processor_.session().useFactoryModel();
        case 10:
            return processor_.session().setMuted(noise(), below(random_, 2) == 0);
        case 11:
            return processor_.session().renameNoise(noise(), "noise " + std::to_string(random_()));
        case 12:
            return openOrCloseWindow();
        case 13:
            return lookAtWindow();
        default:
            return moveByHand();
        }
    }

    void closeWindow() { editor_.reset(); }

private:
    std::size_t noise() { return static_cast<std::size_t>(below(random_, 4)); }

    /// As hosts do when the device, the track or the render mode changes.
    void restart() {
        static constexpr double rates[] = {8000, 16000, 22050, 44100, 48000, 96000, 192000};
        processor_.suspendProcessing(true);
        processor_.releaseResources();
        const int channels = 1 + below(random_, below(random_, 4) == 0 ? 8 : 2);
        const auto set = juce::AudioChannelSet::canonicalChannelSet(channels);
        const auto stem = below(random_, 2) == 0 ? set : juce::AudioChannelSet::disabled();
        juce::AudioProcessor::BusesLayout layout;
        layout.inputBuses.add(set);
        layout.outputBuses = {set, stem, stem};
        processor_.setBusesLayout(layout);
        processor_.setNonRealtime(below(random_, 8) == 0);
        const double rate = rates[below(random_, std::ssize(rates))];
        processor_.setRateAndBufferSizeDetails(rate, largestBlock);
        processor_.prepareToPlay(rate, largestBlock);
        processor_.suspendProcessing(false);
    }

    void restoreState() {
        if (saved_.getSize() > 0)
            processor_.setStateInformation(saved_.getData(), static_cast<int>(saved_.getSize()));
    }

    void damageState() {
        juce::MemoryBlock bytes(saved_);
        if (bytes.getSize() == 0) return;
        for (int i = 0; i < 5; ++i)
            bytes[below(random_, static_cast<int>(bytes.getSize()))] = static_cast<char>(random_());
        processor_.setStateInformation(bytes.getData(),
                                       below(random_, static_cast<int>(bytes.getSize()) + 1));
    }

    void choosePreset() {
        const auto& all = plugin::factoryPresets();
        processor_.choosePreset(all[static_cast<std::size_t>(below(random_, std::ssize(all)))].name);
    }

    void learn() {
        if (below(random_, 3) == 0) return processor_.session().cancelLearning();
        processor_.learnFromInput(0.5 + 3 * share(random_), "soak");
    }

    void openOrCloseWindow() {
        if (editor_)
            editor_.reset();
        else
            editor_.reset(processor_.createEditor());
    }

    void lookAtWindow() {
        if (!editor_) return;
        editor_->setSize(700 + below(random_, 900), 500 + below(random_, 600));
        editor_->createComponentSnapshot(editor_->getLocalBounds());
    }

    void moveByHand() {
        const auto& all = processor_.juce::AudioProcessor::getParameters();
        auto* const parameter = all[below(random_, all.size())];
        parameter->beginChangeGesture();
        parameter->setValueNotifyingHost(share(random_));
        parameter->endChangeGesture();
    }

    plugin::Processor& processor_;
    Random random_;
    juce::MemoryBlock saved_;
    std::unique_ptr<juce::AudioProcessorEditor> editor_;
};

/// Of this process, in MB; 0 where the system does not say.
double residentMemory() {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * 4096 / 1e6;
}

} // namespace

int main(int argc, char* argv[]) {
    const juce::ScopedJuceInitialiser_GUI juce;
    const double minutes = argc > 1 ? std::atof(argv[1]) : 10;
    const auto seed = static_cast<unsigned>(argc > 2 ? std::atoi(argv[2]) : 1);
    plugin::Processor processor(plugin::ModelLibrary("."), plugin::standardLearning());
    Life life(processor, seed);
    AudioThread audio(processor, seed + 1);
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    long deeds = 0;
    for (double next = 0; seconds() < 60 * minutes;) {
        life.doSomething();
        ++deeds;
        juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
        if (seconds() < next) continue;
        next += 6 * minutes;
        std::printf("%5.0f s: %ld blocks, %ld deeds, %.0f MB\n", seconds(), audio.blocks(), deeds,
                    residentMemory());
        std::fflush(stdout);
    }
    audio.stop();
    life.closeWindow();
    std::printf("%ld blocks, %ld bad\n", audio.blocks(), audio.bad());
    return audio.bad() == 0 && audio.blocks() > 0 ? 0 : 1;
}
