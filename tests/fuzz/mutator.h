// SPDX-License-Identifier: GPL-3.0-or-later
/// Changes to valid models, from single bits to whole tensors.
#pragma once

#include "separation/model_file.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace winnow::fuzz {

using Bytes = std::vector<std::byte>;

/// Makes inputs from seeds; the same seed of the generator gives the same inputs. Half of them are changed as
/// bytes, most of which the hash catches; the other half as content, under a hash that fits, to get to what
/// lies behind.
class Mutator {
public:
    /// @param seeds  valid model files
    Mutator(std::vector<Bytes> seeds, std::uint32_t seed);
    Bytes next();

private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
    template <class List> auto& pick(List& list) {
        return *std::next(list.begin(), static_cast<std::ptrdiff_t>(below(list.size())));
    }

    void changeBytes(Bytes& bytes);
    void changeHeader(Bytes& bytes);
    void changeText(std::string& text);
    void changeTensor(separation::Tensor& tensor);
    Bytes changedContent(const separation::ModelFile& original);

    std::vector<Bytes> seeds_;
    std::vector<separation::ModelFile> parsed_;
    std::mt19937 random_;
};

} // namespace winnow::fuzz
