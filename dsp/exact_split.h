// SPDX-License-Identifier: GPL-3.0-or-later
/// Stems that add up to the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace winnow::dsp {

/// Speech and noise as they will stand in files of `bits` bits, so that their sum is the input, sample for
/// sample.
///
/// Up to 24 bits: the clean signal is rounded to whole steps of 2^-(bits-1) and held within full scale; noise
/// is what remains of the input, in whole steps. Where that would exceed full scale, noise stops there and
/// speech takes the rest. An input finer than `bits` is rounded first. For 32 bit integers and floats (bits
/// 0): noise = input - clean, exact to the rounding of a float.
/// @param clean  in: the clean signal; out: the speech stem  @param noise  out; all of one size
/// @returns samples of the clean signal that were beyond full scale. [any]
std::int64_t splitExactly(std::span<const float> input, int bits, std::span<float> clean,
                          std::span<float> noise);

/// Splits a sound that is read before its clean samples are there: keeps the input until then. [any]
class StemSplitter {
public:
    struct Stems {
        std::span<const float> speech, noise; ///< valid until the next call
    };

    /// @param bits  of the files; 0: floats
    explicit StemSplitter(int bits) : bits_(bits) {}

    void addInput(std::span<const float> input); ///< as read, interleaved or not
    Stems split(std::span<const float> clean);   ///< of the oldest samples kept, no more than those
    std::int64_t clippedSamples() const noexcept { return clipped_; } ///< of the clean signal, so far

private:
    int bits_;
    std::vector<float> input_; // not yet split, behind used_
    std::size_t used_ = 0;
    std::vector<float> speech_, noise_;
    std::int64_t clipped_ = 0;
};

} // namespace winnow::dsp
