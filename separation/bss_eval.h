// SPDX-License-Identifier: GPL-3.0-or-later
/// BSS Eval: how much of an estimate is target, interference and artefact.
#pragma once

#include <memory>
#include <span>

namespace winnow::separation {

struct BssEval {
    double sdr; ///< source to distortion ratio, dB
    double sir; ///< source to interference ratio, dB
    double sar; ///< sources to artefacts ratio, dB
};

/// BSS Eval with time-invariant distortion filters (Vincent, Gribonval & Fevotte 2006, sec. III;
/// `bss_eval_sources` of their toolbox, version 3) for one target and one interference, prepared once for any
/// number of estimates.
///
/// The estimate is projected onto the target's delayed copies (0 .. filterLength-1 samples) and onto those of
/// target and interference together: e = s_target + e_interf + e_artif. A part below 1e-11 of the estimate's
/// energy is taken for rounding and counts as none, which gives +infinity; an estimate without any target
/// gives -infinity.
class BssEvaluator {
public:
    /// @param interference  may be silent: then nothing counts as interference
    /// @param filterLength  taps of the allowed distortion (512 in the paper's tool; 1: gains only)
    /// @throws std::invalid_argument: lengths differ, empty, not finite, silent target, filterLength < 1.
    /// [any]
    BssEvaluator(std::span<const float> target, std::span<const float> interference, int filterLength = 512);
    ~BssEvaluator();
    BssEvaluator(BssEvaluator&&) noexcept;
    BssEvaluator& operator=(BssEvaluator&&) noexcept;

    /// @throws std::invalid_argument: another length than the target's, not finite. [any]
    BssEval evaluate(std::span<const float> estimate) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The same in one call. [any]
BssEval bssEval(std::span<const float> target, std::span<const float> interference,
                std::span<const float> estimate, int filterLength = 512);

} // namespace winnow::separation
