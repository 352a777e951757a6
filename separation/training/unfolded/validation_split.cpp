// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/validation_split.h"

#include "separation/training/unfolded/random.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace winnow::separation::unfolded {
namespace {

constexpr double speakerShare = 0.05, recordingShare = 0.08;
// A voice with more of the recordings than this, and than 1.5 times its even share, is not given away.
constexpr double largeShare = 0.05, timesEven = 1.5;
constexpr std::size_t fewestSpeakers = 4, fewestOfCategory = 3;
constexpr double never = 2; // for hashes

/// 0 .. <1, the same everywhere (FNV-1a).
double hashShare(const std::string& text) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return static_cast<double>(mixSeed(h, 0) >> 11) * 0x1.0p-53;
}

/// Keeps the recordings whose hash is below the share, or those with the least hash if there are none.
CorpusSplit split(const std::vector<double>& hashes, double share) {
    CorpusSplit out;
    const double least = hashes.empty() ? never : *std::min_element(hashes.begin(), hashes.end());
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const bool kept = least < never && (hashes[i] < share || hashes[i] == least);
        (kept ? out.validation : out.training).push_back(i);
    }
    if (out.validation.empty()) out.validation = out.training;
    if (out.training.empty()) out.training = out.validation;
    return out;
}

std::map<std::string, std::size_t> recordingsPerCategory(const Corpus& corpus) {
    std::map<std::string, std::size_t> count;
    for (const Recording& r : corpus.recordings)
        ++count[r.category];
    return count;
}

} // namespace

CorpusSplit splitSpeakers(const Corpus& corpus) {
    const auto count = recordingsPerCategory(corpus);
    if (count.size() < fewestSpeakers) return splitRecordings(corpus);
    const double limit = std::max(largeShare, timesEven / static_cast<double>(count.size())) *
                         static_cast<double>(corpus.recordings.size());
    std::vector<double> hashes;
    for (const Recording& r : corpus.recordings)
        hashes.push_back(static_cast<double>(count.at(r.category)) > limit ? never : hashShare(r.category));
    return split(hashes, speakerShare);
}

CorpusSplit splitRecordings(const Corpus& corpus) {
    const auto count = recordingsPerCategory(corpus);
    std::vector<double> hashes;
    for (const Recording& r : corpus.recordings)
        hashes.push_back(count.at(r.category) < fewestOfCategory ? never : hashShare(r.shownPath));
    return split(hashes, recordingShare);
}

} // namespace winnow::separation::unfolded
