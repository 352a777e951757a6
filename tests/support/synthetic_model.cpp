// SPDX-License-Identifier: GPL-3.0-or-later
/// Models made of nothing but a seed, for tests.
#include "tests/support/synthetic_model.h"

#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace winnow::test {

namespace {

/// Uniform numbers, the same on every standard library.
class Random {
public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    double between(double low, double high) { return low + (high - low) * (engine_() / 4294967296.0); }

private:
    std::mt19937 engine_;
};

double hill(double f, double centre, double width) {
    const double d = (f - centre) / width;
    return 1 / (1 + d * d);
}

void fillSpeech(Eigen::Ref<Eigen::VectorXf> atom, const std::vector<float>& axis, Random& random) {
    const double pitch = random.between(90, 400);
    const std::array<double, 3> formants{random.between(300, 900), random.between(900, 2400),
                                         random.between(2400, 3600)};
    for (std::size_t k = 0; k < axis.size(); ++k) {
        const double f = axis[k];
        double envelope = 0;
        for (const double formant : formants)
            envelope += hill(f, formant, 0.1 * formant + 60);
        const double comb = std::pow(std::cos(std::numbers::pi * f / pitch), 8);
        atom(static_cast<Eigen::Index>(k)) =
            static_cast<float>(envelope * (comb + 0.02) / (1 + f / 3000) + 1e-5);
    }
}

void fillNoise(Eigen::Ref<Eigen::VectorXf> atom, const std::vector<float>& axis, Random& random) {
    const double slope = random.between(-1.2, 0.3);
    const double centre = random.between(0, axis.back());
    const double width = random.between(0.05, 0.4) * axis.back();
    for (std::size_t k = 0; k < axis.size(); ++k)
        atom(static_cast<Eigen::Index>(k)) =
            static_cast<float>(std::pow(1 + axis[k] / 200.0, slope) * (0.2 + hill(axis[k], centre, width)));
}

} // namespace

separation::Dictionary syntheticDictionary(const SyntheticSize& size, std::uint32_t seed) {
    Random random(seed);
    std::vector<float> axis(static_cast<std::size_t>(size.axisLength));
    for (std::size_t k = 0; k < axis.size(); ++k)
        axis[k] = static_cast<float>(size.bandwidthHz * static_cast<double>(k) / (size.axisLength - 1));
    nmf::Matrix<float> atoms(size.axisLength, size.speechAtoms + size.noiseAtoms);
    for (int a = 0; a < size.speechAtoms; ++a)
        fillSpeech(atoms.col(a), axis, random);
    for (int a = size.speechAtoms; a < atoms.cols(); ++a)
        fillNoise(atoms.col(a), axis, random);
    return separation::Dictionary(
        axis, atoms,
        {{"speech", separation::GroupKind::Speech, 0, size.speechAtoms},
         {"noise", separation::GroupKind::Noise, size.speechAtoms, size.noiseAtoms}});
}

std::shared_ptr<const separation::NmfModel> syntheticModel(const separation::NmfSettings& settings,
                                                           const SyntheticSize& size, std::uint32_t seed) {
    auto model = std::make_shared<separation::NmfModel>(syntheticDictionary(size, seed),
                                                        separation::FrontEnd{}, settings);
    model->name = "synthetic";
    model->dataCard = {{"description", "made from a seed"}, {"seed", seed}};
    return model;
}

} // namespace winnow::test
