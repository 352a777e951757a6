// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/working_memory.h"

#include "separation/training/unfolded/clip.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace winnow::separation::unfolded {
namespace {

constexpr double hop = 256;          // samples
constexpr int queuedBatches = 4;     // trainer.cpp
constexpr double loudShare = 0.7;    // initial_dictionaries.cpp
constexpr double readingBytes = 4e6; // a thread that decodes and converts, or makes a mixture

/// Numbers a frame of an NmfBlock: what nmf_block.h keeps of a sequence.
double blockValues(int rows, int atoms, int updates, int dynamic) {
    return updates * (rows + 2.0 * atoms + 2.0 * dynamic) + (updates + 1.0) * (atoms + dynamic) +
           2.0 * atoms + rows + 2.0 * dynamic + Shape::fineBands;
}

/// Numbers a frame of a SequencePass.
double passValues(const Shape& s) {
    const double mask = 12.0 * Shape::bins, traces = static_cast<double>(s.traces) * s.atoms1;
    return blockValues(s.viewSize1(), s.atoms1, s.updates, 0) +
           blockValues(s.viewSize2(), s.atoms2(), s.updates, s.dynamicAtoms) + mask + traces +
           2.0 * s.viewSize2() + s.viewSize1() + s.atoms1 + 2.0 * s.atoms2() + Shape::bins;
}

double sequenceValues(const Shape& s) {
    return s.viewSize1() + Shape::fineBands + 5.0 * Shape::bins;
}

} // namespace

int threadsOf(const TrainerOptions& options) {
    if (options.threads > 0) return options.threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::uint64_t workingBytes(const TrainerOptions& o) {
    const Shape& s = o.shape;
    const double threads = threadsOf(o), frames = std::ceil(o.mixing.seconds * sourceRate / hop);
    const double parameters = static_cast<double>(Layout(s).total());
    const double sequences = o.validationMixtures + (queuedBatches + 1.0) * o.batch + 3 * threads;
    const double training =
        frames * (sequences * sequenceValues(s) + threads * passValues(s)) + parameters * (o.batch + 10.0);
    const double collected = 2 * o.dictionaryFrames / loudShare;
    const double largest = std::max(s.viewSize1(), s.viewSize2());
    const double dictionaries =
        o.start.empty() ? 1.5 * collected * largest + o.dictionaryFrames * (largest + 2.0 * s.atoms2()) : 0;
    return static_cast<std::uint64_t>(sizeof(float) * std::max(training, dictionaries) +
                                      threads * readingBytes);
}

} // namespace winnow::separation::unfolded
