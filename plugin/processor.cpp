// SPDX-License-Identifier: GPL-3.0-or-later
/// The plugin as hosts see it.
#include "plugin/processor.h"

#include "plugin/ui/editor.h"
#include "separation/frame_layout.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <utility>

namespace winnow::plugin {

namespace {

constexpr int pollHz = 15;
constexpr double atomSeconds = 0.8;    // how long an atom is heard
constexpr double usualRate = 48000;    // Hz
constexpr float loadSmoothing = 0.98F; // share of the last block's value kept

/// Without preparing anything; null: passing through.
int latencyOf(const separation::Model* model, const VoiceSpec& spec) {
    separation::StreamSpec stream;
    stream.sampleRate = spec.sampleRate;
    stream.channels = spec.channels;
    stream.lowLatency = spec.lowLatency;
    const separation::FrontEnd frontEnd = model != nullptr ? model->frontEnd() : separation::FrontEnd{};
    return separation::frameLayout(frontEnd, stream).latency();
}

} // namespace

juce::AudioProcessor::BusesProperties Processor::buses() {
    const auto stereo = juce::AudioChannelSet::stereo();
    return BusesProperties()
        .withInput("Input", stereo, true)
        .withOutput("Output", stereo, true)
        .withOutput("Speech", stereo, false)
        .withOutput("Noise", stereo, false);
}

Processor::Processor() : Processor(ModelLibrary::standard(), standardLearning()) {}

Processor::Processor(ModelLibrary library, LearnFunction learn)
    : AudioProcessor(buses()), parameters_(*this), parameterUndo_(*this, undo_),
      builder_([this](std::unique_ptr<DenoiserVoice> voice) { engine_.offer(std::move(voice)); },
               [this](const std::string& problem) { setProblem(problem); }),
      session_(undo_, std::move(library), std::move(learn), [this] { isModelNew_ = true; }) {
    // Hosts may ask before they tell a rate, and not again: the most usual one's latency is the best answer.
    setLatencySamples(latencyOf(session_.setup().model.get(), wantedSpec(usualRate)));
    startTimerHz(pollHz);
}

Processor::~Processor() {
    stopTimer();
    builder_.cancel();
}

/// Stems may be of any layout: hosts name one for buses that are off, too, and not always the main bus's.
bool Processor::isBusesLayoutSupported(const BusesLayout& layout) const {
    const auto main = layout.getMainOutputChannelSet();
    if (main.isDisabled() || layout.getMainInputChannelSet() != main) return false;
    return std::all_of(layout.outputBuses.begin(), layout.outputBuses.end(),
                       [](const juce::AudioChannelSet& bus) { return bus.size() <= mostChannels; });
}

VoiceSpec Processor::wantedSpec(double sampleRate) const {
    VoiceSpec spec;
    spec.sampleRate = sampleRate;
    spec.channels = std::max(1, getMainBusNumInputChannels());
    spec.linkChannels = parameters_.link->get();
    spec.highQuality = isNonRealtime();
    spec.lowLatency = parameters_.latencyMode() == LatencyMode::Low;
    return spec;
}

void Processor::prepareToPlay(double sampleRate, int) {
    int latency = 0;
    {
        const std::scoped_lock lock(mutex_);
        builder_.cancel(); // nobody requests and nothing is offered while the lock is held
        setProblem("");
        isModelNew_ = false;
        preparedMode_ = parameters_.latencyMode();
        requestedSpec_ = wantedSpec(sampleRate);
        const EngineControls now = controls();
        std::unique_ptr<DenoiserVoice> voice;
        try {
            voice = std::make_unique<DenoiserVoice>(requestedSpec_, session_.setup().model, -1, now.denoiser);
        } catch (const std::exception& error) {
            setProblem(error.what());
        }
        try {
            if (!voice) voice = std::make_unique<DenoiserVoice>(requestedSpec_, nullptr);
            engine_.prepare(std::move(voice), now);
            sampleRate_ = sampleRate;
            latency = engine_.latency();
        } catch (const std::exception& error) { // a rate beyond all bounds: pass() takes over
            setProblem(error.what());
            sampleRate_ = 0;
        }
    }
    setLatencySamples(latency); // the host may call back
}

void Processor::releaseResources() {
    builder_.cancel();
    engine_.collect();
}

void Processor::reset() {
    engine_.reset();
}

double Processor::getTailLengthSeconds() const {
    return latencySeconds();
}

double Processor::latencySeconds() const noexcept {
    const double rate = sampleRate_;
    return rate > 0 ? getLatencySamples() / rate : 0;
}

void Processor::setProblem(const std::string& problem) {
    const std::scoped_lock lock(settingMutex_);
    problem_ = problem;
}

void Processor::applyChanges() {
    session_.poll();
    engine_.collect();
    input_.collect();
    if (isRestored_.exchange(false)) undo_.clearUndoHistory();
    if (!(sampleRate_ > 0)) return;
    bool isRestartNeeded = preparedMode_ != parameters_.latencyMode();
    if (!isRestartNeeded) {
        const std::scoped_lock lock(mutex_);
        const VoiceSpec wanted = wantedSpec(sampleRate_);
        // A model that needs more latency than the host was told.
        isRestartNeeded = isModelNew_ && latencyOf(session_.setup().model.get(), wanted) > engine_.latency();
        if (!isRestartNeeded && (isModelNew_ || wanted != requestedSpec_)) {
            isModelNew_ = false;
            requestedSpec_ = wanted;
            setProblem("");
            builder_.request({wanted, session_.setup().model, engine_.latency(), controls().denoiser});
        }
    }
    if (isRestartNeeded) restart();
}

/// Stops processing, prepares anew, goes on: what hosts do themselves when the latency changes.
void Processor::restart() {
    suspendProcessing(true);
    prepareToPlay(sampleRate_, getBlockSize());
    suspendProcessing(false);
}

/// Rendering may wait: what real time leaves to a worker is done here, before the block it applies to.
void Processor::applyOffline() noexcept {
    try {
        const std::scoped_lock lock(mutex_);
        VoiceSpec wanted = wantedSpec(sampleRate_);
        wanted.lowLatency = preparedMode_ == LatencyMode::Low;
        if (wanted == requestedSpec_ && !isModelNew_) return;
        builder_.cancel();
        isModelNew_ = false;
        requestedSpec_ = wanted;
        engine_.offer(std::make_unique<DenoiserVoice>(wanted, session_.setup().model, engine_.latency(),
                                                      controls().denoiser));
    } catch (const std::exception& error) {
        setProblem(error.what());
    }
}

template <class Sample> void Processor::process(juce::AudioBuffer<Sample>& buffer, bool isBypassed) noexcept {
    const auto start = std::chrono::steady_clock::now();
    const juce::ScopedNoDenormals noDenormals;
    const int channels = getMainBusNumInputChannels();
    if (!(sampleRate_ > 0) || channels != engine_.spec().channels || buffer.getNumChannels() < channels) {
        pass(buffer);
        return;
    }
    if (isNonRealtime()) applyOffline();

    EngineControls now = controls();
    now.bypass = now.bypass || isBypassed;
    engine_.setControls(now);

    using Pointers = std::array<Sample*, mostChannels>;
    std::array<Pointers, 3> outputs{};
    const int busCount = std::min<int>(getBusCount(false), static_cast<int>(outputs.size()));
    for (int bus = 0; bus < busCount; ++bus) {
        auto view = getBusBuffer(buffer, false, bus);
        for (int c = 0; c < std::min(view.getNumChannels(), channels); ++c)
            outputs[static_cast<std::size_t>(bus)][static_cast<std::size_t>(c)] = view.getWritePointer(c);
    }
    input_.replace(buffer.getArrayOfWritePointers(), channels, buffer.getNumSamples());
    std::array<const Sample*, mostChannels> inputs{};
    for (int c = 0; c < channels; ++c)
        inputs[static_cast<std::size_t>(c)] = buffer.getReadPointer(c);
    engine_.process(inputs.data(),
                    EngineBuses<Sample>{outputs[0].data(), outputs[1].data(), outputs[2].data()},
                    buffer.getNumSamples());
    for (int bus = 1; bus < busCount; ++bus)
        fillUp(getBusBuffer(buffer, false, bus), channels);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    measureLoad(spent.count(), buffer.getNumSamples());
}

/// A stem with more channels than the sound repeats it: mono in both of two.
template <class Sample> void Processor::fillUp(juce::AudioBuffer<Sample> stem, int channels) noexcept {
    for (int c = channels; c < stem.getNumChannels(); ++c)
        stem.copyFrom(c, 0, stem, c % channels, 0, stem.getNumSamples());
}

/// Not prepared for what came: the input goes through, stems stay silent.
template <class Sample> void Processor::pass(juce::AudioBuffer<Sample>& buffer) noexcept {
    for (int c = getMainBusNumInputChannels(); c < buffer.getNumChannels(); ++c)
        buffer.clear(c, 0, buffer.getNumSamples());
}

void Processor::measureLoad(double seconds, int samples) noexcept {
    if (samples <= 0) return;
    const auto share = static_cast<float>(seconds * sampleRate_ / samples);
    auto& display = engine_.display;
    display.load = loadSmoothing * display.load + (1.0F - loadSmoothing) * share;
    if (share > display.worstLoad) display.worstLoad = share;
}

std::string Processor::status() const {
    const ModelSetup setup = session_.setup();
    if (!setup.model) return "No model, passing through: " + setup.problem;
    {
        const std::scoped_lock lock(settingMutex_);
        if (!problem_.empty()) return "Passing through: " + problem_;
    }
    if (!(sampleRate_ > 0)) return "Not running.";
    if (session_.isLearning())
        return "Learning: " + std::to_string(std::lround(100 * session_.learningProgress())) + " %";
    return "Added latency " + std::to_string(std::lround(1000 * latencySeconds())) + " ms";
}

bool Processor::learnFromInput(double seconds, const std::string& name) {
    const double rate = sampleRate_;
    if (!(rate > 0)) {
        session_.say("There is no sound to learn from: start the audio first.");
        return false;
    }
    Recording recording{engine_.captured.last(static_cast<std::size_t>(seconds * rate)), rate};
    return session_.learn([recording = std::move(recording)] { return recording; }, name);
}

void Processor::playAtom(const AtomSpectrum& atom) {
    if (sampleRate_ > 0) engine_.preview.play(atomSound(atom, sampleRate_, atomSeconds));
}

juce::AudioProcessorEditor* Processor::createEditor() {
    const bool isStandalone = wrapperType == wrapperType_Standalone;
    auto* const editor = new Editor(*this, isStandalone);
    if (isStandalone) editor->openFiles(juce::JUCEApplicationBase::getCommandLineParameterArray());
    return editor;
}

} // namespace winnow::plugin

juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter();
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() {
    return new winnow::plugin::Processor();
}
