// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine's model and its form in a file.
#pragma once

#include "separation/layered/layered_separator.h"
#include "separation/layered/layered_weights.h"
#include "separation/layered/learned_noise.h"
#include "separation/model.h"

#include <memory>
#include <string>
#include <vector>

namespace winnow::separation::layered {

/// Every parameter of the engine, and the noises it has been taught. Its separators work with hops of half a
/// frame, or, as interleaved copies, of a quarter and less.
class LayeredModel final : public Model {
public:
    static constexpr const char* engineName = "layered";

    /// @param learned  names differ and are none of the engine's own; `bins` finite powers each
    /// @throws std::invalid_argument: see checkWeights; learned noises that are not as said
    explicit LayeredModel(LayeredWeights weights, std::vector<LearnedNoise> learned = {});
    /// Interprets a file. @param fileName  for messages  @throws ModelFileError
    LayeredModel(const ModelFile& file, const std::string& fileName);

    std::string engine() const override { return engineName; }
    FrontEnd frontEnd() const override { return {}; } ///< 32 ms, half overlapped: part of the engine
    /// Second layer: speech, noise, the atoms of the tracked noise; then each learned noise, as one.
    const std::vector<AtomGroup>& groups() const override { return groups_; }
    std::unique_ptr<Separator> makeSeparator() const override;
    ModelFile toFile() const override;

    const LayeredWeights& weights() const noexcept { return weights_; }
    const std::vector<LearnedNoise>& learned() const noexcept { return shared_->learned; }
    const std::shared_ptr<const SharedModel>& shared() const noexcept { return shared_; }

private:
    void pack(std::vector<LearnedNoise> learned);

    LayeredWeights weights_;
    std::shared_ptr<const SharedModel> shared_; // with the separators, which may outlive the model
    std::vector<AtomGroup> groups_;
};

} // namespace winnow::separation::layered
