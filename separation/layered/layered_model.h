// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine's model and its form in a file.
#pragma once

#include "separation/layered/layered_core.h"
#include "separation/layered/layered_weights.h"
#include "separation/model.h"

#include <memory>
#include <string>
#include <vector>

namespace winnow::separation::layered {

/// Every parameter of the engine. Its separators work at 16 kHz and above, with hops of half a frame, or, as
/// interleaved copies, of a quarter and less.
class LayeredModel final : public Model {
public:
    static constexpr const char* engineName = "layered";

    /// @throws std::invalid_argument: see checkWeights
    explicit LayeredModel(LayeredWeights weights);
    /// Interprets a file. @param fileName  for messages  @throws ModelFileError
    LayeredModel(const ModelFile& file, const std::string& fileName);

    std::string engine() const override { return engineName; }
    FrontEnd frontEnd() const override { return {}; } ///< 32 ms, half overlapped: part of the engine
    /// Second layer: speech, noise, and the atoms of the tracked noise.
    const std::vector<AtomGroup>& groups() const override { return groups_; }
    std::unique_ptr<Separator> makeSeparator() const override;
    ModelFile toFile() const override;

    const LayeredWeights& weights() const noexcept { return weights_; }
    const std::shared_ptr<const PackedWeights>& packed() const noexcept { return packed_; }

private:
    void pack();

    LayeredWeights weights_;
    std::shared_ptr<const PackedWeights> packed_; // shared with the separators, which may outlive the model
    std::vector<AtomGroup> groups_;
};

} // namespace winnow::separation::layered
