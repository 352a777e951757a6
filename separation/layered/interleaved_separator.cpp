// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/interleaved_separator.h"

#include <stdexcept>
#include <utility>

namespace winnow::separation::layered {

InterleavedSeparator::InterleavedSeparator(MakeSeparator makeCopy, int overlap)
    : makeCopy_(std::move(makeCopy)), overlap_(overlap) {}

void InterleavedSeparator::prepare(const FrameSpec& spec) {
    if (spec.hop < 1 || spec.frameSize % (overlap_ * spec.hop) != 0)
        throw std::invalid_argument("The overlap must be a multiple of " + std::to_string(overlap_) +
                                    ", the separation engine's own.");
    const int count = spec.frameSize / (overlap_ * spec.hop);
    FrameSpec ofCopy = spec;
    ofCopy.hop = spec.hop * count;
    std::vector<std::unique_ptr<Separator>> copies;
    for (int i = 0; i < count; ++i) {
        copies.push_back(makeCopy_());
        copies.back()->prepare(ofCopy);
        copies.back()->setControls(controls_);
    }
    copies_ = std::move(copies);
    next_ = last_ = 0;
}

void InterleavedSeparator::reset() noexcept {
    for (const auto& copy : copies_)
        copy->reset();
    next_ = last_ = 0;
}

void InterleavedSeparator::setControls(const SeparationControls& controls) noexcept {
    controls_ = controls;
    for (const auto& copy : copies_)
        copy->setControls(controls);
}

void InterleavedSeparator::processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept {
    if (step == 0) {
        last_ = next_;
        next_ = (next_ + 1) % copies_.size();
    }
    copies_[last_]->processStep(step, power, out);
}

std::span<const float> InterleavedSeparator::activations() const noexcept {
    return copies_.empty() ? std::span<const float>() : copies_[last_]->activations();
}

} // namespace winnow::separation::layered
