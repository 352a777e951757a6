// SPDX-License-Identifier: GPL-3.0-or-later
/// More overlap with an engine that knows only one hop: copies take turns.
#pragma once

#include "separation/separator.h"

#include <functional>
#include <memory>
#include <vector>

namespace winnow::separation::layered {

/// At the engine's own overlap, one copy. At a multiple of it, as many independent copies: frame t goes to
/// copy t mod n, and each copy sees frames at its own hop. With the overlap doubled this is the high-quality
/// form: two masks overlap at every sample, which averages their errors, at twice the cost.
class InterleavedSeparator final : public Separator {
public:
    using MakeSeparator = std::function<std::unique_ptr<Separator>()>;

    /// @param makeCopy  a new engine, every time it is called; used only in prepare
    /// @param overlap   the engine's own: frame size over hop
    InterleavedSeparator(MakeSeparator makeCopy, int overlap);

    /// @throws std::invalid_argument where frame size over hop is no multiple of the overlap, and what the
    /// copies throw
    void prepare(const FrameSpec& spec) override;
    void reset() noexcept override;
    void setControls(const SeparationControls& controls) noexcept override;
    void processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept override;
    int steps() const noexcept override { return copies_.empty() ? 0 : copies_.front()->steps(); }
    double stepCost(int step) const noexcept override { return copies_.front()->stepCost(step); }
    /// Of the copy that had the last frame.
    std::span<const float> activations() const noexcept override;

    int copies() const noexcept { return static_cast<int>(copies_.size()); }

private:
    MakeSeparator makeCopy_;
    int overlap_;
    std::vector<std::unique_ptr<Separator>> copies_;
    std::size_t next_ = 0, last_ = 0;
    SeparationControls controls_;
};

} // namespace winnow::separation::layered
