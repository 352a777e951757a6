// SPDX-License-Identifier: GPL-3.0-or-later
/// Checks of the options and their form in data cards and checkpoints.
#include "separation/sha256.h"
#include "separation/training/data_card.h"
#include "separation/training/unfolded/trainer.h"

#include <span>
#include <stdexcept>

namespace winnow::separation::unfolded {
namespace {

void require(bool holds, const char* message) {
    if (!holds) throw std::invalid_argument(message);
}

nlohmann::json toJson(const MixingOptions& m) {
    return {{"seconds", m.seconds},
            {"lead_chance", m.leadChance},
            {"longest_lead", m.longestLead},
            {"room_chance", m.roomChance},
            {"synthetic_noise_chance", m.syntheticNoiseChance},
            {"second_noise_chance", m.secondNoiseChance},
            {"level_change_chance", m.levelChangeChance},
            {"speech_equaliser_db", m.speechEqualiserDb},
            {"noise_equaliser_db", m.noiseEqualiserDb},
            {"lowest_snr_db", m.lowestSnrDb},
            {"highest_snr_db", m.highestSnrDb},
            {"nearly_clean_chance", m.nearlyCleanChance},
            {"noise_alone_chance", m.noiseAloneChance},
            {"level_range_db", m.levelRangeDb},
            {"low_latency_chance", m.lowLatencyChance}};
}

nlohmann::json toJson(const Shape& s) {
    return {{"atoms1", s.atoms1},   {"speech_atoms", s.speechAtoms}, {"noise_atoms", s.noiseAtoms},
            {"context", s.context}, {"lag_bands", s.lagBands},       {"dynamic_atoms", s.dynamicAtoms},
            {"traces", s.traces},   {"updates", s.updates},          {"p", s.p},
            {"eps", s.eps}};
}

nlohmann::json toJson(const AdamOptions& a) {
    return {{"step_size", a.stepSize}, {"final_share", a.finalShare},
            {"warm_up", a.warmUp},     {"beta1", a.beta1},
            {"beta2", a.beta2},        {"epsilon", a.epsilon},
            {"clip_norm", a.clipNorm}};
}

} // namespace

nlohmann::json toJson(const TrainerOptions& o) {
    nlohmann::json json = {{"method", "unfolded"},
                           {"sizes", toJson(o.shape)},
                           {"mixing", toJson(o.mixing)},
                           {"adam", toJson(o.adam)},
                           {"batch", o.batch},
                           {"seed", o.seed},
                           {"dictionary_frames", o.dictionaryFrames},
                           {"validation_every", o.validationEvery},
                           {"validation_mixtures", o.validationMixtures}};
    if (o.steps > 0)
        json["steps"] = o.steps;
    else
        json["minutes"] = o.minutes;
    return json;
}

void validate(const TrainerOptions& o) {
    const Shape& s = o.shape;
    require(o.steps >= 0, "the number of steps must be 0 or above");
    require(o.steps > 0 || o.minutes > 0, "training needs a number of steps or of minutes");
    require(o.batch >= 1 && o.batch <= 4096, "a batch must have from 1 to 4096 mixtures");
    require(o.threads >= 0, "the threads must be 0 (all) or more");
    require(o.validationEvery >= 1 && o.checkpointEvery >= 1 && o.validationMixtures >= 1,
            "validation and checkpoints need intervals of at least one step, and at least one mixture");
    require(o.checkpointMinutes >= 0, "the minutes between checkpoints must be 0 or above");
    require(s.eps == 1e-4, "training knows eps 1e-4 only");
    require(o.dictionaryFrames >= 10 && o.dictionaryFrames <= 1000000,
            "the first dictionaries need from 10 to 1000000 frames");
    require(o.adam.stepSize > 0 && o.adam.stepSize <= 1, "the step size must be above 0 and at most 1");
    require(o.mixing.seconds >= 0.5 && o.mixing.seconds <= 60, "mixtures must last from 0.5 to 60 seconds");
    require(o.mixing.lowLatencyChance >= 0 && o.mixing.lowLatencyChance <= 1,
            "the share of the low-latency window must be from 0 to 1");
    require(s.atoms1 >= 2 && s.atoms1 <= 4096, "the first layer needs from 2 to 4096 atoms");
    require(s.speechAtoms >= 1 && s.speechAtoms <= 4096 && s.noiseAtoms >= 1 && s.noiseAtoms <= 4096,
            "speech and noise need from 1 to 4096 atoms each");
    require(s.updates >= 1 && s.updates <= mostUpdates && s.traces >= 0 && s.traces <= mostTraces,
            "training knows from 1 to 8 updates a layer and up to 8 traces");
}

std::string optionsHash(const TrainerOptions& options) {
    const std::string text = winnowVersion() + toJson(options).dump();
    return sha256(std::as_bytes(std::span(text)));
}

TrainerState readCheckpoint(const std::filesystem::path& path, const TrainerOptions& options) {
    TrainerState state = readCheckpoint(path, options.ranks);
    if (state.optionsHash != optionsHash(options))
        throw std::runtime_error(
            path.string() +
            ": this checkpoint was written with other options or by another version of Winnow; "
            "resume with the same options, or start without resuming");
    return state;
}

} // namespace winnow::separation::unfolded
