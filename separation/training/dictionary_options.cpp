// SPDX-License-Identifier: GPL-3.0-or-later
/// Checks of the options, and the model that they make of atoms.
#include "separation/training/dictionary_options.h"

#include "separation/constants.h"
#include "separation/training/class_learning.h"
#include "separation/training/constants.h"
#include "separation/training/learned_class.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace winnow::separation {

using nmf::Matrix;

namespace {

void check(bool holds, const char* message) {
    if (!holds) throw std::invalid_argument(message);
}

} // namespace

std::shared_ptr<NmfModel> makeDictionaryModel(const DictionaryTrainingOptions& o, const Matrix<float>& speech,
                                              const Matrix<float>& noise) {
    const int size = frameSize(o.frontEnd, o.sampleRate);
    std::vector<float> axis;
    for (int k = 0; k <= size / 2; ++k)
        axis.push_back(static_cast<float>(k * o.sampleRate / size));
    Matrix<float> atoms(speech.rows(), speech.cols() + noise.cols());
    atoms << speech, noise;
    NmfSettings settings;
    settings.noiseSparsity = constants::trainedNoiseSparsity;
    settings.trackedNoise =
        constants::trackedNoise; // atoms of other people's noises need help with the noise at hand
    return std::make_shared<NmfModel>(Dictionary(axis, atoms,
                                                 {{"speech", GroupKind::Speech, 0, o.speechAtoms},
                                                  {"noise", GroupKind::Noise, o.speechAtoms, o.noiseAtoms}}),
                                      o.frontEnd, settings);
}

std::shared_ptr<NmfModel> makeLearnedModel(const DictionaryTrainingOptions& options,
                                           const std::array<ClassState, 2>& classes,
                                           const std::array<std::int64_t, 2>& frames) {
    std::array<std::vector<nmf::Index>, 2> orders;
    std::array<Matrix<float>, 2> atoms;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        orders[i] = orderByCentroid(classes[i].W);
        atoms[i] = classes[i].W(Eigen::all, orders[i]);
    }
    auto model = makeDictionaryModel(options, atoms[0], atoms[1]);
    for (std::size_t i = 0; i < classes.size() && options.beta == 1; ++i) {
        // Where the sums are those of the last batches, they are scaled to all frames: these have mean 1, and
        // the atoms sum 1.
        const Eigen::VectorXd sums = classes[i].denominator.col(0).cast<double>();
        const double all = static_cast<double>(frames[i]) * static_cast<double>(atoms[i].rows());
        LearnedClass learned{static_cast<double>(frames[i]), {}};
        for (const nmf::Index a : orders[i])
            learned.activations.push_back(static_cast<float>(sums[a] * all / sums.sum()));
        model->learned[i == 0 ? "speech" : "noise"] = separation::toJson(learned);
    }
    return model;
}

void validate(const DictionaryTrainingOptions& o) {
    check(o.speechAtoms >= 1 && o.noiseAtoms >= 1, "each class needs at least one atom");
    check(o.beta >= 0 && o.beta <= 2, "beta must be from 0 to 2");
    check(o.sparsity >= 0 && std::isfinite(o.sparsity), "the sparsity must be 0 or above");
    check(o.iterations >= 1, "at least one iteration is needed");
    const OnlineTraining& online = o.online;
    check(!online.on || (online.passes >= 1 && online.batch >= 0),
          "online learning needs passes and batches");
    check(!online.on || (online.forgetting > 0 && online.forgetting <= 1),
          "the weight of what was known must be above 0 and at most 1");
    check(!online.on || online.batch == 0 || o.beta == 0 || o.beta == 1 || o.beta == 2,
          "learning from batches of one size knows the losses kl, is and frobenius");
    check(!online.on || online.batch == 0 || o.ranks == nullptr || o.ranks->size() == 1,
          "batches of one size are learned from in one process: start it without mpirun, or give no size");
    check(o.sampleRate >= 1000 && o.sampleRate <= 768000, "the sample rate must be from 1000 to 768000 Hz");
    check(o.frontEnd.frameSeconds > 0 && o.frontEnd.frameSeconds < 1 && o.frontEnd.overlap >= 1,
          "the front end is out of range");
    check(o.maxFrames == 0 || o.maxFrames >= std::max(o.speechAtoms, o.noiseAtoms),
          "at least as many frames as atoms are needed");
    check(o.maxSecondsPerCategory > 0, "the seconds per category must be above 0");
    check(o.checkpointEvery >= 1, "a checkpoint can be written every iteration at the most");
    check(o.checkpointMinutes >= 0, "the minutes between checkpoints must be 0 or above");
    check(!o.resume || !o.checkpoint.empty(), "resuming needs a checkpoint file");
    // What a model file would refuse after the work is refused before it.
    const Eigen::Index bins = frameSize(o.frontEnd, o.sampleRate) / 2 + 1;
    makeDictionaryModel(o, Matrix<float>::Ones(bins, o.speechAtoms), Matrix<float>::Ones(bins, o.noiseAtoms));
}

DictionaryTrainingOptions::DictionaryTrainingOptions()
    : maxSecondsPerCategory(trainingConstants::secondsPerCategory) {}

nlohmann::json toJson(const DictionaryTrainingOptions& o) {
    nlohmann::json json = {{"method", "nmf"},
                           {"speech_atoms", o.speechAtoms},
                           {"noise_atoms", o.noiseAtoms},
                           {"beta", o.beta},
                           {"sparsity", o.sparsity},
                           {"iterations", o.iterations},
                           {"sample_rate", o.sampleRate},
                           {"frame_seconds", o.frontEnd.frameSeconds},
                           {"overlap", o.frontEnd.overlap},
                           {"max_frames", o.maxFrames},
                           {"max_seconds_per_category", o.maxSecondsPerCategory},
                           {"seed", o.seed}};
    if (o.online.on) {
        json.erase("iterations");
        if (o.online.batch == 0)
            json["online"] = {{"batch", "growing"}};
        else
            json["online"] = {
                {"passes", o.online.passes}, {"batch", o.online.batch}, {"forgetting", o.online.forgetting}};
    }
    return json;
}

} // namespace winnow::separation
