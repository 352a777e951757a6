// SPDX-License-Identifier: GPL-3.0-or-later
/// Scores a model, or given estimates, on pairs of clean and noisy recordings.
#pragma once

#include "separation/evaluation_pairs.h"
#include "separation/learn_noise.h"
#include "separation/model.h"
#include "separation/offline_denoiser.h"

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation {

/// All metrics of one signal against the clean one; NaN where a metric says nothing (STOI of less than 0.4 s
/// of speech).
struct Scores {
    double siSdr = 0;        ///< dB
    double sdr = 0;          ///< dB
    double sir = 0;          ///< dB
    double sar = 0;          ///< dB
    double segmentalSnr = 0; ///< dB
    double stoi = 0;
    double estoi = 0;
};

/// A metric by its place in Scores, for tables.
struct Metric {
    const char* key;   ///< "si_sdr"
    const char* title; ///< "SI-SDR"
    int decimals;      ///< worth showing
    double Scores::*value;
};
inline constexpr std::array<Metric, 7> metrics{{{"si_sdr", "SI-SDR", 2, &Scores::siSdr},
                                                {"sdr", "SDR", 2, &Scores::sdr},
                                                {"sir", "SIR", 2, &Scores::sir},
                                                {"sar", "SAR", 2, &Scores::sar},
                                                {"seg_snr", "segSNR", 2, &Scores::segmentalSnr},
                                                {"stoi", "STOI", 3, &Scores::stoi},
                                                {"estoi", "ESTOI", 3, &Scores::estoi}}};

struct PairResult {
    std::string id;
    double seconds = 0;
    int sampleRate = 0;
    Scores noisy;
    Scores estimate;
    std::string error; ///< not empty: this pair could not be scored, and why

    double improvement() const noexcept { return estimate.siSdr - noisy.siSdr; } ///< of SI-SDR, dB
};

struct EvaluationOptions {
    ModelPtr model;       ///< denoises pairs without an estimate; with a profile it learns that first
    float amountDb = 100; ///< attenuation limit, 100: none
    Quality quality = Quality::Standard;
    double learnSeconds = LearnOptions().seconds; ///< for each profile
    int threads = 1;                              ///< 0: all. The result does not depend on it
    /// Takes each estimate made by the model; called from any thread. An exception fails the pair.
    std::function<void(const EvaluationPair&, std::span<const float> samples, int sampleRate)> keepEstimate;
};

/// Scores both signals of every pair, in the pairs' order. Recordings of more channels count as the mean of
/// them. The interference for SDR, SIR and SAR is noisy - clean. What is wrong with one pair is in its
/// result's error; the others go on.
/// @param progress  pairs done; returning false stops: the result is then empty. [main]
std::vector<PairResult> evaluate(const std::vector<EvaluationPair>& pairs, const EvaluationOptions& options,
                                 const std::function<bool(std::size_t done)>& progress = {});

/// Means over results without error; a metric's mean leaves out NaN, and is NaN if nothing is left. [any]
struct MeanScores {
    std::size_t pairs = 0;
    Scores noisy, estimate;
    double improvement = 0;
};
MeanScores meanOf(std::span<const PairResult* const> results);

} // namespace winnow::separation
