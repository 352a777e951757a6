// SPDX-License-Identifier: GPL-3.0-or-later
/// Supervised NMF of one frame in double precision, as the textbook writes it.
#pragma once

#include "separation/dictionary.h"
#include "separation/nmf_settings.h"

#include <Eigen/Core>

#include <cmath>
#include <vector>

namespace winnow::test {

struct ReferenceFrame {
    Eigen::VectorXd speech, noise, gain;
};

/// Explains sqrt(power) with the atoms on the dictionary's own axis: KL multiplicative updates from a uniform
/// start.
inline ReferenceFrame superviseByTheBook(const separation::Dictionary& dictionary,
                                         const separation::NmfSettings& settings,
                                         const std::vector<float>& power) {
    const Eigen::MatrixXd W = dictionary.atoms().cast<double>();
    const Eigen::Index F = W.rows(), K = W.cols();
    const Eigen::VectorXd v =
        Eigen::Map<const Eigen::VectorXf>(power.data(), F).cast<double>().array().sqrt().matrix();

    Eigen::VectorXd l1(K);
    Eigen::VectorXd isSpeech(K);
    for (const auto& group : dictionary.groups()) {
        const bool speech = group.kind == separation::GroupKind::Speech;
        l1.segment(group.first, group.count)
            .setConstant(speech ? settings.speechSparsity : settings.noiseSparsity);
        isSpeech.segment(group.first, group.count).setConstant(speech ? 1 : 0);
    }
    Eigen::VectorXd h = Eigen::VectorXd::Constant(K, v.sum() / static_cast<double>(K));
    for (int i = 0; i < settings.iterations; ++i) {
        const Eigen::VectorXd ratio = v.array() / (W * h).array();
        h.array() *= (W.transpose() * ratio).array() / (1 + l1.array());
    }
    ReferenceFrame out;
    out.speech = W * h.cwiseProduct(isSpeech);
    out.noise = W * (h.array() * (1 - isSpeech.array())).matrix();
    const Eigen::ArrayXd s = out.speech.array().pow(settings.maskExponent);
    const Eigen::ArrayXd n = out.noise.array().pow(settings.maskExponent);
    out.gain = s / (s + n);
    return out;
}

} // namespace winnow::test
