// SPDX-License-Identifier: GPL-3.0-or-later
/// SequencePass on Eigen, compiled once per SIMD level.
#pragma once

#include "separation/training/unfolded/mask_stage.h"
#include "separation/training/unfolded/nmf_block.h"
#include "separation/training/unfolded/sequence_pass.h"
#include "separation/training/unfolded/traces.h"

namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL {

/// Layer 1 does not depend on what the recursions hold, so both layers run as matrix products over all frames
/// of a sequence; only traces and smoothing are scans.
template <class T> class SequencePassImpl final : public SequencePass<T> {
public:
    SequencePassImpl(const Shape& shape, const FixedView<T>& fixed)
        : shape_(shape), layout_(shape), fixed_(fixed),
          layer1_(shape.viewSize1(), shape.atoms1, shape.updates, 0, 0, 0),
          layer2_(shape.viewSize2(), shape.atoms2(), shape.updates, shape.dynamicAtoms, Shape::fineBands,
                  (shape.traces + 1) * shape.atoms1),
          traces_(shape.atoms1, shape.traces),
          mask_(Shape::bins, shape.speechAtoms, shape.noiseAtoms, shape.dynamicAtoms) {}

    const T* forward(const SequenceView<T>& sequence, const T* weights) override {
        sequence_ = sequence;
        const int fine = Shape::fineBands;
        const auto v1 = columns(sequence.v1, shape_.viewSize1());
        const auto n = columns(sequence.n, fine);
        layer1_.setWeights(layer1Pointers(weights), nullptr);
        layer2_.setWeights(layer2Pointers(weights), fixed_.Mb);
        traces_.setWeights(weights + layout_.offset(segDecay), weights + layout_.offset(segTraceGain));
        mask_.setWeights(maskPointers(weights), fixed_.Mf);

        layer1_.forward(v1, n);
        v2_.resize(shape_.viewSize2(), sequence.frames);
        v2_.topRows(fine) = v1.topRows(fine);
        v2_.middleRows(fine, fine) = v1.middleRows(viewRow(shape_), fine);
        traces_.forward(layer1_.h(), v2_.bottomRows(shape_.viewSize2() - 2 * fine));
        v2_.bottomRows(shape_.viewSize2() - 2 * fine).array() += NmfBlock<T>::epsilon;
        layer2_.forward(v2_, n);
        mask_.forward(layer2_.h(), layer2_.beta(), columns(sequence.A, Shape::bins),
                      columns(sequence.An, Shape::bins));
        return mask_.gain().data();
    }

    double loss(T scale) override {
        return CompressedLoss<T>::evaluate(mask_.gain(), columns(sequence_.magnitude, Shape::bins),
                                           columns(sequence_.target, Shape::bins),
                                           columns(sequence_.phase, Shape::bins), scale, dgain_);
    }

    double lossAndGradient(T scale, T* gradient) override {
        const double value = loss(scale);
        const auto n = columns(sequence_.n, Shape::fineBands);
        mask_.backward(layer2_.h(), columns(sequence_.An, Shape::bins), dgain_, dh2_, dbeta_,
                       maskPointers(gradient));
        layer2_.backward(v2_, n, dh2_, dbeta_, dv2_, layer2Pointers(gradient));
        traces_.backward(layer1_.h(), dv2_, dh1_, gradient + layout_.offset(segDecay),
                         gradient + layout_.offset(segTraceGain));
        layer1_.backward(columns(sequence_.v1, shape_.viewSize1()), n, dh1_, dbeta_, dv1_,
                         layer1Pointers(gradient));
        return value;
    }

private:
    ConstMap<T> columns(const T* p, int rows) const { return ConstMap<T>(p, rows, sequence_.frames); }

    template <class Scalar> BlockPointers<Scalar> layer1Pointers(Scalar* p) const {
        const auto at = [&](int segment) { return p + layout_.offset(segment); };
        return {at(segW1), at(segU1), at(segPrior1), at(segKap1), at(segDen1), at(segEta1), nullptr, nullptr};
    }
    template <class Scalar> BlockPointers<Scalar> layer2Pointers(Scalar* p) const {
        const auto at = [&](int segment) { return p + layout_.offset(segment); };
        return {at(segW2),   at(segU2),   at(segPrior2), at(segKap2),
                at(segDen2), at(segEta2), at(segB0),     at(segDenB)};
    }
    template <class Scalar> MaskPointers<Scalar> maskPointers(Scalar* p) const {
        const auto at = [&](int segment) { return p + layout_.offset(segment); };
        return {at(segR), at(segOver), at(segSlope), at(segSag), at(segOffset), at(segSmooth)};
    }

    Shape shape_;
    Layout layout_;
    FixedView<T> fixed_;
    SequenceView<T> sequence_;
    NmfBlock<T> layer1_, layer2_;
    Traces<T> traces_;
    MaskStage<T> mask_;
    Matrix<T> v2_, dgain_, dh2_, dbeta_, dv2_, dh1_, dv1_;
};

} // namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL
