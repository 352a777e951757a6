// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine learns a noise: further atoms.
#include "dsp/resampler.h"
#include "nmf/factorize.h"
#include "separation/constants.h"
#include "separation/learn_engines.h"
#include "separation/spectral_axis.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace winnow::separation {

namespace {

/// Name of the noise group that training makes; the others were learned, and stay.
constexpr const char* factoryNoise = "noise";

/// Settings for a noise that is known: its atoms need no penalty, and no tracked atom that would also take
/// from speech.
NmfSettings settingsFor(NmfSettings settings, bool keepFactoryNoise) {
    if (keepFactoryNoise) return settings;
    settings.speechSparsity = constants::learnedSpeechSparsity;
    settings.noiseSparsity = 0;
    settings.trackedNoise = 0;
    return settings;
}

/// The model's dictionary as far as it stays.
Dictionary remaining(const Dictionary& dictionary, bool keepFactoryNoise) {
    std::vector<bool> keep;
    for (const AtomGroup& group : dictionary.groups())
        keep.push_back(keepFactoryNoise || group.kind == GroupKind::Speech || group.name != factoryNoise);
    return dictionary.withGroups(keep);
}

/// Frames of the noise on the dictionary's axis.
nmf::Matrix<float> framesOnAxis(std::span<const float> noise, double sampleRate, const Dictionary& dictionary,
                                const FrontEnd& frontEnd) {
    const double rate = 2 * dictionary.bandwidthHz();
    const std::vector<float> samples = dsp::resample(noise, sampleRate, rate);
    const nmf::Matrix<float> frames = noiseFrames(samples, rate, frontEnd);
    const std::vector<double> bins =
        binFrequencies(rate / frameSize(frontEnd, rate), dictionary.bandwidthHz());
    return moveToAxis(bins, frames, {dictionary.frequenciesHz().begin(), dictionary.frequenciesHz().end()});
}

/// Values of the axis that a recording of this rate says something about.
Eigen::Index trustedRows(const Dictionary& dictionary, double sampleRate) {
    const std::vector<float>& axis = dictionary.frequenciesHz();
    if (sampleRate >= 2 * dictionary.bandwidthHz()) return static_cast<Eigen::Index>(axis.size());
    const double limit = constants::trustedShareOfNyquist * sampleRate / 2;
    const auto end = std::upper_bound(axis.begin(), axis.end(), static_cast<float>(limit));
    return std::max<Eigen::Index>(1, end - axis.begin());
}

/// Atoms on the whole axis from atoms on its first rows; those that learned nothing are left out.
nmf::Matrix<float> continued(const nmf::Matrix<float>& atoms, Eigen::Index rows) {
    const Eigen::Index known = atoms.rows();
    const auto width =
        std::max<Eigen::Index>(1, std::lround(constants::carriedShare * static_cast<double>(known)));
    nmf::Matrix<float> whole(rows, atoms.cols());
    Eigen::Index count = 0;
    for (Eigen::Index a = 0; a < atoms.cols(); ++a) {
        if (!(atoms.col(a).sum() > 0.0F)) continue;
        whole.col(count).head(known) = atoms.col(a);
        whole.col(count).tail(rows - known).setConstant(atoms.col(a).tail(width).mean());
        ++count;
    }
    whole.conservativeResize(Eigen::NoChange, count);
    return whole;
}

nmf::Options nmfOptions(const LearnOptions& options, Eigen::Index frames, const LearnProgress& progress) {
    nmf::Options nmf;
    nmf.rank = std::min<Eigen::Index>(options.atoms, frames);
    nmf.beta = 1.0;
    nmf.maxIterations = options.iterations;
    nmf.tolerance = 0;
    nmf.seed = options.seed;
    if (progress)
        nmf.progress = [&progress](const nmf::Progress& p) {
            return progress(static_cast<double>(p.iteration) / p.maxIterations);
        };
    return nmf;
}

} // namespace

std::shared_ptr<Model> learnPlainNoise(const NmfModel& model, std::span<const float> noise, double sampleRate,
                                       const LearnOptions& options, const LearnProgress& progress) {
    if (options.atoms < 1 || options.iterations < 1)
        throw std::invalid_argument("learning noise: atoms and iterations must be 1 or more");
    const Dictionary& dictionary = model.dictionary();
    const nmf::Matrix<float> frames = framesOnAxis(noise, sampleRate, dictionary, model.frontEnd());

    const nmf::Matrix<float> V = frames.topRows(trustedRows(dictionary, sampleRate));
    const auto learned = nmf::factorize<float>(V, nmfOptions(options, V.cols(), progress));
    if (learned.status == nmf::Status::Cancelled) return nullptr;

    const nmf::Matrix<float> atoms = continued(learned.W, frames.rows());
    Dictionary taught = remaining(dictionary, options.keepFactoryNoise)
                            .withGroup({options.name, GroupKind::Noise, 0, 0}, atoms);
    return std::make_shared<NmfModel>(std::move(taught), model.frontEnd(),
                                      settingsFor(model.settings(), options.keepFactoryNoise));
}

} // namespace winnow::separation
