// SPDX-License-Identifier: GPL-3.0-or-later
/// What a model was made of, for the model file.
#pragma once

#include "separation/training/class_frames.h"
#include "separation/training/corpus.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace winnow::separation {

/// One class of a finished training.
struct CardClass {
    std::string kind; ///< "speech" or "noise"
    const Corpus& corpus;
    const std::vector<RecordingSurvey>& surveys;
    double hopSeconds = 0;
    int atoms = 0;
    int iterations = 0;
    double objective = 0; ///< divergence per value
};

/// Version of Winnow, options, how the learning ended, every file with its hash, licence, source, length and
/// what was used of it, and sums by licence and category. Nothing in it depends on time, place, or threads. A
/// list of files too long for a model file is replaced by its hash; the sums stay. [any]
nlohmann::json makeDataCard(const nlohmann::json& options, const std::vector<CardClass>& classes);

/// Version of this library, "1.2.3".
std::string winnowVersion();

} // namespace winnow::separation
