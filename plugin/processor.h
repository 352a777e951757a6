// SPDX-License-Identifier: GPL-3.0-or-later
/// The plugin as hosts see it. It wires parameters, session and engine; no DSP of its own.
#pragma once

#include "plugin/engine/atom_sound.h"
#include "plugin/engine/denoise_engine.h"
#include "plugin/engine/input_player.h"
#include "plugin/engine/voice_builder.h"
#include "plugin/parameters.h"
#include "plugin/session.h"
#include "plugin/undo.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <atomic>
#include <mutex>
#include <string>

namespace winnow::plugin {

class Processor final : public juce::AudioProcessor, private juce::Timer {
public:
    static constexpr int mostChannels = 8;

    Processor();
    /// For tests: other folders, another way to learn.
    Processor(ModelLibrary library, LearnFunction learn);
    ~Processor() override;

    // --- Host: sound ---
    bool isBusesLayoutSupported(const BusesLayout& layout) const override;
    bool supportsDoublePrecisionProcessing() const override { return true; }
    void prepareToPlay(double sampleRate, int blockSize) override;
    void releaseResources() override;
    void reset() override;
    void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) override {
        process(buffer, false);
    }
    void processBlock(juce::AudioBuffer<double>& buffer, juce::MidiBuffer&) override {
        process(buffer, false);
    }
    void processBlockBypassed(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) override {
        process(buffer, true);
    }
    void processBlockBypassed(juce::AudioBuffer<double>& buffer, juce::MidiBuffer&) override {
        process(buffer, true);
    }
    juce::AudioProcessorParameter* getBypassParameter() const override { return parameters_.bypass; }
    double getTailLengthSeconds() const override;

    // --- Host: the rest ---
    const juce::String getName() const override { return "Winnow"; }
    bool acceptsMidi() const override { return false; }
    bool producesMidi() const override { return false; }
    bool hasEditor() const override { return true; }
    juce::AudioProcessorEditor* createEditor() override;
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int) override {}
    const juce::String getProgramName(int) override { return "Default"; }
    void changeProgramName(int, const juce::String&) override {}
    void getStateInformation(juce::MemoryBlock& block) override;
    /// Bytes that are no session of ours change nothing; session().notice() says why.
    void setStateInformation(const void* data, int size) override;

    // --- The window ---
    Parameters& parameters() noexcept { return parameters_; }
    Session& session() noexcept { return session_; }
    juce::UndoManager& undo() noexcept { return undo_; }
    DisplayFeed& display() noexcept { return engine_.display; }
    InputPlayer& input() noexcept { return input_; } ///< a file in place of the input (standalone)
    /// Learns from the last seconds that came in. @returns false where nothing can be learned. [main]
    bool learnFromInput(double seconds, const std::string& name);
    /// Learns from a recording of the noise alone. [main]
    bool learnFromFile(const std::filesystem::path& file, const std::string& name);

    void choosePreset(const std::string& name); ///< [main]
    std::string presetName() const;             ///< chosen last [any but audio]
    void switchSetting();                       ///< from A to B, or back [main]
    bool isSettingB() const noexcept { return isSettingB_.load(); }

    juce::Point<int> windowSize() const noexcept { return {windowWidth_.load(), windowHeight_.load()}; }
    void rememberWindowSize(int width, int height) noexcept;

    /// What there is to say about the sound: problems first. [main]
    std::string status() const;
    double latencySeconds() const noexcept;
    double runningRate() const noexcept { return sampleRate_; } ///< Hz; 0: not prepared [any]
    void playAtom(const AtomSpectrum& atom);                    ///< in the main output, for a moment [main]
    /// What the worker has prepared; waits for nothing. [main]
    bool isSwitching() const { return builder_.isBusy(); }
    /// Takes up what has changed since the last call: builds voices, restarts where the latency mode asks for
    /// it. A timer calls it; tests do too. [main]
    void applyChanges();

private:
    static BusesProperties buses();
    void timerCallback() override { applyChanges(); }

    template <class Sample> void process(juce::AudioBuffer<Sample>& buffer, bool isBypassed) noexcept;
    template <class Sample> static void fillUp(juce::AudioBuffer<Sample> stem, int channels) noexcept;
    template <class Sample> void pass(juce::AudioBuffer<Sample>& buffer) noexcept;
    void applyOffline() noexcept;
    void measureLoad(double seconds, int samples) noexcept;

    EngineControls controls() const noexcept { return parameters_.controls(session_.mutedMask()); }
    VoiceSpec wantedSpec(double sampleRate) const;
    void restart();
    void setProblem(const std::string& problem);
    SessionState sessionState() const;

    Parameters parameters_;
    juce::UndoManager undo_;
    ParameterUndo parameterUndo_;
    DenoiseEngine engine_;
    InputPlayer input_;
    mutable std::mutex mutex_; // of prepare against everything else that is not the audio thread
    VoiceSpec requestedSpec_;  // of the voice that is in use or on its way
    std::atomic<bool> isModelNew_{false}, isRestored_{false};
    std::atomic<LatencyMode> preparedMode_{LatencyMode::Standard};
    std::atomic<double> sampleRate_{0}; // 0: not prepared

    mutable std::mutex settingMutex_;
    std::map<std::string, float> otherSetting_;
    std::string preset_, problem_;
    std::atomic<bool> isSettingB_{false};
    std::atomic<int> windowWidth_{0}, windowHeight_{0};

    VoiceBuilder builder_;
    Session session_;
};

} // namespace winnow::plugin
