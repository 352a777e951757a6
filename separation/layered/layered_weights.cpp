// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/layered_weights.h"

#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

namespace winnow::separation::layered {

namespace {

using Vector = std::vector<float>;
using Matrix = nmf::Matrix<float>;
// Far above what training gives (1e5 and 1e2), and low enough that no product of hostile parameters is
// infinite.
constexpr float largestValue = 1e8F, largestWeight = 1e4F;

/// Shape and range of one parameter.
struct Spec {
    nmf::Index rows;
    nmf::Index columns; // 0: a vector
    float lowest, highest;
};

/// Calls visit(name, parameter, spec) for every parameter: the one list that checking, reading and writing
/// share.
template <class Weights, class Visit> void forEachParameter(Weights& w, Visit&& visit) {
    const LayeredConfig& s = w.config;
    const auto layer = [&](auto& l, const std::string& number, int rows, int atoms) {
        visit("W" + number, l.W, Spec{rows, atoms, 0, largestValue});
        visit("u" + number, l.u, Spec{rows, 0, 0, largestWeight});
        visit("prior" + number, l.prior, Spec{atoms, 0, 0, 1});
        visit("kap" + number, l.kap, Spec{atoms, 0, 0, largestValue});
        visit("den" + number, l.den, Spec{atoms, 0, 0, 1});
        visit("eta" + number, l.eta, Spec{s.updates, 0, -100, 100});
    };
    layer(w.layer1, "1", s.viewSize1(), s.atoms1);
    layer(w.layer2, "2", s.viewSize2(), s.atoms2());
    visit("b0", w.b0, Spec{s.dynamicAtoms, 0, 0, largestValue});
    visit("denb", w.denb, Spec{s.dynamicAtoms, 0, 0, 1});
    visit("R", w.R, Spec{bins, s.atoms2(), 0, largestValue});
    visit("over", w.over, Spec{bins, 0, 0, largestValue});
    visit("e", w.e, Spec{bins, 0, 0, 1000});
    visit("c", w.c, Spec{bins, 0, -1000, 1000});
    visit("off", w.off, Spec{bins, 0, -1000, 1000});
    visit("dd", w.dd, Spec{bins, 0, 0, 1});
    visit("decay", w.decay, Spec{s.traces, s.atoms1, 0, 1});
    visit("tgain", w.tgain, Spec{s.traces + 1, 0, 0, largestValue});
}

std::string shape(nmf::Index rows, nmf::Index columns) {
    return columns == 0 ? "[" + std::to_string(rows) + "]"
                        : "[" + std::to_string(rows) + " x " + std::to_string(columns) + "]";
}

void requireShape(const std::string& name, nmf::Index rows, nmf::Index columns, const Spec& spec) {
    if (rows != spec.rows || columns != spec.columns)
        throw std::invalid_argument("parameter '" + name + "' has the shape " + shape(rows, columns) +
                                    ", the model's sizes ask for " + shape(spec.rows, spec.columns));
}

void requireRange(const std::string& name, std::span<const float> values, const Spec& spec) {
    for (const float x : values)
        if (!(x >= spec.lowest && x <= spec.highest))
            throw std::invalid_argument("parameter '" + name + "' holds " + std::to_string(x) + ", outside " +
                                        std::to_string(spec.lowest) + " .. " + std::to_string(spec.highest));
}

void checkConfig(const LayeredConfig& s) {
    const auto require = [](bool ok, const char* what) {
        if (!ok) throw std::invalid_argument(std::string("two-layer model: ") + what);
    };
    constexpr int largest = 4096; // of any size, so that a damaged file cannot ask for the whole memory
    require(s.atoms1 >= 1 && s.atoms1 <= largest, "layer 1 needs 1 .. 4096 atoms");
    require(s.speechAtoms >= 1 && s.speechAtoms <= largest, "layer 2 needs 1 .. 4096 speech atoms");
    require(s.noiseAtoms >= 1 && s.noiseAtoms <= largest, "layer 2 needs 1 .. 4096 noise atoms");
    require(s.context >= 0 && s.context <= 64, "context must be 0 .. 64 frames");
    require(s.lagBands >= 2 && s.lagBands <= 256, "the periodicity view needs 2 .. 256 bands");
    require(s.dynamicAtoms >= 2 && s.dynamicAtoms <= 64, "2 .. 64 dynamic atoms are needed");
    require(s.traces >= 0 && s.traces <= 16, "traces must be 0 .. 16");
    require(s.updates >= 1 && s.updates <= 64, "1 .. 64 updates are needed");
    require(s.p > 0.05 && s.p <= 2, "the exponent p must be in 0.05 .. 2");
    require(s.eps >= 1e-9 && s.eps <= 1, "eps must be in 1e-9 .. 1");
}

Tensor toTensor(const Vector& values) {
    return {{values.size()}, values};
}

Tensor toTensor(const Matrix& m) {
    Tensor tensor{{static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols())}, {}};
    tensor.values.reserve(static_cast<std::size_t>(m.size()));
    for (nmf::Index i = 0; i < m.rows(); ++i)
        for (nmf::Index j = 0; j < m.cols(); ++j)
            tensor.values.push_back(m(i, j));
    return tensor;
}

void fromTensor(const Tensor& tensor, Vector& values) {
    values = tensor.values;
}

void fromTensor(const Tensor& tensor, Matrix& m) {
    const auto rows = static_cast<nmf::Index>(tensor.shape[0]),
               columns = static_cast<nmf::Index>(tensor.shape[1]);
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    m = Eigen::Map<const RowMajor>(tensor.values.data(), rows, columns);
}

std::span<const float> valuesOf(const Vector& v) {
    return v;
}
std::span<const float> valuesOf(const Matrix& m) {
    return {m.data(), static_cast<std::size_t>(m.size())};
}
nmf::Index rowsOf(const Vector& v) {
    return static_cast<nmf::Index>(v.size());
}
nmf::Index rowsOf(const Matrix& m) {
    return m.rows();
}
nmf::Index columnsOf(const Vector&) {
    return 0;
}
nmf::Index columnsOf(const Matrix& m) {
    return m.cols();
}

} // namespace

void checkWeights(const LayeredWeights& weights) {
    checkConfig(weights.config);
    forEachParameter(weights, [](const std::string& name, const auto& parameter, const Spec& spec) {
        requireShape(name, rowsOf(parameter), columnsOf(parameter), spec);
        requireRange(name, valuesOf(parameter), spec);
    });
}

std::map<std::string, Tensor> tensorsFromWeights(const LayeredWeights& weights) {
    std::map<std::string, Tensor> tensors;
    forEachParameter(weights, [&](const std::string& name, const auto& parameter, const Spec&) {
        tensors.emplace(name, toTensor(parameter));
    });
    return tensors;
}

LayeredWeights weightsFromTensors(const std::map<std::string, Tensor>& tensors, const LayeredConfig& config) {
    LayeredWeights weights;
    weights.config = config;
    checkConfig(config);
    std::size_t known = 0;
    forEachParameter(weights, [&](const std::string& name, auto& parameter, const Spec& spec) {
        const auto found = tensors.find(name);
        if (found == tensors.end()) throw std::invalid_argument("parameter '" + name + "' is missing");
        const Tensor& tensor = found->second;
        const bool isVector = spec.columns == 0;
        if (tensor.shape.size() != (isVector ? 1U : 2U))
            throw std::invalid_argument("parameter '" + name + "' must have " +
                                        (isVector ? "one dimension" : "two dimensions"));
        requireShape(name, static_cast<nmf::Index>(tensor.shape[0]),
                     isVector ? 0 : static_cast<nmf::Index>(tensor.shape[1]), spec);
        fromTensor(tensor, parameter);
        ++known;
    });
    if (known != tensors.size())
        throw std::invalid_argument("the file holds tensors that a two-layer model does not have");
    checkWeights(weights);
    return weights;
}

} // namespace winnow::separation::layered
