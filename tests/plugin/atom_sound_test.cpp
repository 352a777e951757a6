// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/atom_sound.h"
#include "plugin/engine/clip_player.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <numbers>

using namespace winnow;
using namespace winnow::plugin;

namespace {

/// Energy at a frequency, by correlation with a sine and a cosine.
double energyAt(const std::vector<float>& sound, double hz, double rate) {
    double c = 0, s = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
        c += static_cast<double>(sound[i]) * std::cos(phase);
        s += static_cast<double>(sound[i]) * std::sin(phase);
    }
    return c * c + s * s;
}

std::vector<float> next(ClipPlayer& player, std::size_t count) {
    const float* const samples = player.next(count);
    return samples == nullptr ? std::vector<float>{} : std::vector<float>(samples, samples + count);
}

} // namespace

TEST_CASE("An atom is named by its group and number, with the spectrum that the model stores") {
    const auto model = test::syntheticModel();
    const AtomSpectrum atom = atomSpectrum(*model, 25);
    CHECK(atom.group == "noise");
    CHECK(atom.numberInGroup == 2);
    REQUIRE(atom.magnitudes.size() == 257);
    CHECK(atom.frequenciesHz == model->dictionary().frequenciesHz());
    for (int i = 0; i < 257; ++i)
        CHECK(atom.magnitudes[static_cast<std::size_t>(i)] == model->dictionary().atoms()(i, 25));
    CHECK(atomSpectrum(*model, -1).group.empty());
    CHECK(atomSpectrum(*model, 4000).group.empty());
    CHECK(magnitudeAt(atom, 0) == atom.magnitudes.front());
    CHECK(magnitudeAt(atom, 1e6) == 0.0F);
}

TEST_CASE("An atom sounds where its spectrum is") {
    AtomSpectrum atom;
    for (int k = 0; k <= 256; ++k) {
        atom.frequenciesHz.push_back(31.25F * static_cast<float>(k));
        atom.magnitudes.push_back(k == 32 ? 1.0F : 0.0F); // 1 kHz
    }
    const auto sound = atomSound(atom, 48000, 0.5);
    REQUIRE(sound.size() == 24000);
    const auto band = [&](double centre) {
        double sum = 0;
        for (double hz = centre - 40; hz <= centre + 40; hz += 5)
            sum += energyAt(sound, hz, 48000);
        return sum;
    };
    CHECK(band(1000) > 1000 * band(2000));
    CHECK(band(1000) > 1000 * band(500));
    float most = 0;
    for (const float x : sound)
        most = std::max(most, std::abs(x));
    CHECK(most <= 0.25F);
    CHECK(sound.front() == 0.0F);
    CHECK(sound == atomSound(atom, 48000, 0.5));
    CHECK(atomSound({}, 48000, 0.5).empty());
}

TEST_CASE("A clip plays once, from its start; a new one takes over") {
    ClipPlayer player;
    CHECK(next(player, 4).empty());
    player.play({1, 2, 3, 4, 5});
    CHECK(next(player, 3) == std::vector<float>{1, 2, 3});
    CHECK(next(player, 3) == std::vector<float>{4, 5});
    CHECK(next(player, 3).empty());
    player.play({6, 7, 8});
    CHECK(next(player, 1) == std::vector<float>{6});
    player.play({9});
    player.play({10});
    CHECK(next(player, 8) == std::vector<float>{10});
}

TEST_CASE("Playing a clip frees nothing on the audio thread") {
    if (!test::AllocationTrap::isAvailable()) return;
    ClipPlayer player;
    for (int round = 0; round < 3; ++round) {
        player.play(std::vector<float>(100, 0.5F));
        std::size_t count = 64;
        test::AllocationTrap trap;
        const bool plays = player.next(count) != nullptr;
        CHECK(trap.report().violations() == 0);
        CHECK(plays);
    }
}
