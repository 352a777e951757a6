// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/separation/unfolded_support.h"

#include "separation/safetensors.h"
#include "separation/training/unfolded/parameters.h"
#include "tests/support/metric_signals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace winnow::test {

using namespace separation;
using namespace separation::unfolded;

namespace {

/// Names in the reference, in the order of Segment.
constexpr std::array<const char*, segmentCount> names = {
    "thW1", "thu1", "thpri1", "thkap1", "thlam1", "eta1", "thW2",   "thu2", "thpri2", "thkap2", "thlam2",
    "eta2", "thb0", "thlamb", "thal",   "ths2",   "thR",  "thover", "the",  "c",      "off",    "tha"};

struct Array {
    std::vector<std::size_t> shape;
    std::vector<float> values;
};

std::map<std::string, Array> readArrays() {
    const std::string path = std::string(WINNOW_UNFOLDED_DATA) + "/training.safetensors";
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("reference file missing: " + path);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto container = safetensors::read(std::as_bytes(std::span(bytes)));
    std::map<std::string, Array> arrays;
    for (const auto& entry : container.entries) {
        Array array{entry.shape, std::vector<float>(entry.valueCount())};
        std::memcpy(array.values.data(), container.data.data() + entry.begin, entry.end - entry.begin);
        arrays.emplace(entry.name, std::move(array));
    }
    return arrays;
}

/// Row-major matrices become column-major, except thal, whose traces are contiguous in both orders.
void put(const Array& array, bool transpose, double* out) {
    const std::size_t rows = array.shape[0], columns = array.shape.size() > 1 ? array.shape[1] : 1;
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            out[transpose ? c * rows + r : r * columns + c] =
                static_cast<double>(array.values[r * columns + c]);
}

/// Mixture b of [2 x frames x bins], real.
nmf::Matrix<double> realMixture(const Array& array, std::size_t b) {
    const auto frames = static_cast<Eigen::Index>(array.shape[1]),
               bins = static_cast<Eigen::Index>(array.shape[2]);
    const Eigen::Map<const nmf::Matrix<float>> all(array.values.data(), bins, 2 * frames);
    return all.middleCols(static_cast<Eigen::Index>(b) * frames, frames).cast<double>();
}

Spectra<double> complexMixture(const Array& array, std::size_t b) {
    const auto frames = static_cast<Eigen::Index>(array.shape[1]),
               bins = static_cast<Eigen::Index>(array.shape[2]);
    const float* at = array.values.data() + b * array.shape[1] * array.shape[2] * 2;
    Spectra<double> out(bins, frames);
    for (Eigen::Index i = 0; i < out.size(); ++i)
        out.data()[i] = {static_cast<double>(at[2 * i]), static_cast<double>(at[2 * i + 1])};
    return out;
}

UnfoldedReference readReference() {
    const auto arrays = readArrays();
    const auto& config = arrays.at("config").values;
    const auto size = [&](std::size_t i) { return static_cast<int>(config[i]); };
    UnfoldedReference r;
    r.shape.atoms1 = size(0);
    r.shape.speechAtoms = size(1);
    r.shape.noiseAtoms = size(2);
    r.shape.context = size(3);
    r.shape.traces = size(4);
    r.shape.dynamicAtoms = size(5);
    r.shape.updates = size(6);
    const Layout layout(r.shape);
    r.theta.resize(layout.total());
    r.gradient.resize(layout.total());
    for (int s = 0; s < segmentCount; ++s) {
        const std::string name = names[static_cast<std::size_t>(s)];
        if (arrays.at(name).values.size() != layout.size(s))
            throw std::runtime_error("reference of another size: " + name);
        put(arrays.at(name), s != segDecay, r.theta.data() + layout.offset(s));
        put(arrays.at("grad_" + name), s != segDecay, r.gradient.data() + layout.offset(s));
    }
    for (std::size_t b = 0; b < arrays.at("X").shape[0]; ++b) {
        r.X.push_back(complexMixture(arrays.at("X"), b));
        r.S.push_back(complexMixture(arrays.at("S"), b));
        r.q.push_back(realMixture(arrays.at("q"), b));
        r.gain.push_back(realMixture(arrays.at("gain"), b));
    }
    r.loss = static_cast<double>(arrays.at("loss").values[0]);
    return r;
}

std::vector<float> hum(std::size_t samples) {
    std::vector<float> out(samples);
    for (std::size_t n = 0; n < samples; ++n)
        out[n] = static_cast<float>(0.2 * std::sin(0.02 * static_cast<double>(n)) +
                                    0.1 * std::sin(0.061 * static_cast<double>(n)));
    return mix(out, uniformNoise(samples, 4), 0.003);
}

} // namespace

const UnfoldedReference& unfoldedReference() {
    static const UnfoldedReference reference = readReference();
    return reference;
}

Shape tinyShape() {
    Shape shape;
    shape.atoms1 = 6;
    shape.speechAtoms = 4;
    shape.noiseAtoms = 3;
    shape.context = 1;
    shape.lagBands = 4;
    shape.dynamicAtoms = 2;
    shape.traces = 2;
    return shape;
}

std::vector<double> randomTheta(const Layout& layout, std::uint64_t seed) {
    std::vector<double> theta(layout.total());
    setStart<double>(layout, theta);
    Random random(seed);
    for (double& t : theta)
        t += random.uniform(-0.5, 0.5);
    return theta;
}

TrainerSources tinySources() {
    SourceSet speech, noise;
    const auto voice = speechLike(24000, 16000);
    speech.add("ann", makeClip(voice));
    speech.add("ben", makeClip(std::vector<float>(voice.rbegin(), voice.rend())));
    noise.add("hiss", makeClip(uniformNoise(20000, 3)));
    noise.add("hum", makeClip(hum(20000)));
    setChances(speech, SourceKind::Speech);
    setChances(noise, SourceKind::Noise);
    return {speech, noise, speech, noise};
}

TrainerOptions tinyTraining() {
    TrainerOptions options;
    options.shape = tinyShape();
    options.mixing.seconds = 0.5;
    options.adam.warmUp = 3;
    options.steps = 12;
    options.batch = 2;
    options.seed = 5;
    options.dictionaryFrames = 60;
    options.validationEvery = 5;
    options.validationMixtures = 2;
    options.checkpointEvery = 4;
    return options;
}

separation::UnfoldedTrainingOptions smallTraining() {
    separation::UnfoldedTrainingOptions options;
    options.sizes.atoms1 = 8;
    options.sizes.speechAtoms = 6;
    options.sizes.noiseAtoms = 4;
    options.steps = 4;
    options.batch = 2;
    options.mixtureSeconds = 0.5;
    options.dictionaryFrames = 60;
    options.validationMixtures = 2;
    return options;
}

double relativeDistance(std::span<const double> actual, std::span<const double> expected) {
    if (actual.size() != expected.size()) return std::numeric_limits<double>::infinity();
    double error = 0, largest = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const double difference = std::abs(actual[i] - expected[i]);
        error =
            std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(error, difference);
        largest = std::max(largest, std::abs(expected[i]));
    }
    return error / largest;
}

std::vector<double> numericalGradient(const std::function<double()>& f, std::span<double> x, double step) {
    std::vector<double> gradient;
    for (double& value : x) {
        const double kept = value;
        value = kept + step;
        const double above = f();
        value = kept - step;
        const double below = f();
        value = kept;
        gradient.push_back((above - below) / (2 * step));
    }
    return gradient;
}

double numericalSlope(const std::function<double()>& f, std::span<double> x,
                      std::span<const double> direction, double step) {
    const std::vector<double> kept(x.begin(), x.end());
    const auto at = [&](double distance) {
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = kept[i] + distance * direction[i];
        return f();
    };
    const double slope = (at(step) - at(-step)) / (2 * step);
    std::copy(kept.begin(), kept.end(), x.begin());
    return slope;
}

} // namespace winnow::test
