// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings at 16 kHz, grouped by speaker or kind of noise, with the chance of each to be drawn.
#pragma once

#include "separation/training/class_frames.h"
#include "separation/training/corpus.h"
#include "separation/training/unfolded/clip.h"
#include "separation/training/unfolded/random.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation::unfolded {

/// A speaker, or a kind of noise.
struct SourceGroup {
    std::string name;
    double seconds = 0;
    std::vector<Clip> clips;
    std::vector<double> cumulative; ///< of the clips' chances, last one 1
};

/// A group at a speed: what is drawn.
struct SourceVariant {
    int group = 0;
    double speed = 1;      ///< resampling factor: above 1 faster and higher
    double cumulative = 0; ///< chance of this one or an earlier one
};

/// Immutable once built; any number of threads may draw. [any]
struct SourceSet {
    std::vector<SourceGroup> groups;
    std::vector<SourceVariant> variants;

    bool empty() const { return groups.empty(); }
    void add(const std::string& group, Clip clip); ///< no clip without audio; setChances comes after the last
    const SourceVariant& draw(Random& random) const;
    const Clip& drawClip(const SourceGroup& group, Random& random) const;
};

enum class SourceKind { Speech, Noise };

/// A speaker's chance goes with min(seconds, 30), times 0.35 for each of the speeds 0.85, 0.92, 1.08
/// and 1.15, no voice above 15 %; a noise category's with sqrt(min(seconds, 120)), times 0.5 for the speeds
/// 0.8 and 1.2. [main]
void setChances(SourceSet& set, SourceKind kind);

/// What was read of a corpus, in its order.
struct CorpusAudio {
    std::vector<Clip> clips;              ///< without audio where a recording is silent
    std::vector<RecordingSurvey> surveys; ///< for the data card; framesUsed is that of the whole clip
};

/// Reads all recordings.
/// @param store     where their samples are put (clip.h: clipBlockBytes); the clips hold it
/// @param progress  called with the share read; returning false cancels (nothing comes back)
/// @throws std::runtime_error naming the file that cannot be read. [main]
CorpusAudio readCorpus(const Corpus& corpus, int threads, const std::shared_ptr<BlockStore>& store,
                       const std::function<bool(double)>& progress = {});

/// The set of the chosen recordings (indices into the corpus).
/// @throws std::runtime_error if none of them is audible. [main]
SourceSet makeSources(const Corpus& corpus, const CorpusAudio& audio, std::span<const std::size_t> chosen,
                      SourceKind kind);

} // namespace winnow::separation::unfolded
