// SPDX-License-Identifier: GPL-3.0-or-later
/// Spectrograms, axes and colours, and the picture of `winnow denoise`.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"
#include "tests/tools/png.h"
#include "tools/plot/axis.h"
#include "tools/plot/color_map.h"
#include "tools/plot/panel.h"
#include "tools/plot/spectrogram.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;
using tools::SpectrogramBuilder;

namespace {

int loudestRow(const tools::Spectrogram& spectrogram, int column) {
    int best = 0;
    for (int row = 0; row < spectrogram.rows; ++row)
        if (spectrogram.at(column, row) > spectrogram.at(column, best)) best = row;
    return best;
}

} // namespace

TEST_CASE("a full-scale sine stands at 0 dB, at its frequency, in every column") {
    const double rate = GENERATE(8000.0, 16000.0, 44100.0, 192000.0);
    SpectrogramBuilder builder(rate, 1);
    builder.add(sine(static_cast<int>(rate), 1000, rate, 1.0F));
    const auto spectrogram = builder.finish();
    CHECK(spectrogram.seconds == Approx(1.0));
    const double rowHz = spectrogram.highestHz / (spectrogram.rows - 1);
    for (int column = 4; column < spectrogram.columns - 4; ++column) {
        const int row = loudestRow(spectrogram, column);
        REQUIRE(std::abs(row * rowHz - 1000) < rowHz);
        REQUIRE(std::abs(spectrogram.at(column, row)) <
                1.5); // between two bins a Hann window loses up to 1.42 dB
    }
}

TEST_CASE("a click stands in the column of its time") {
    std::vector<float> samples(16000, 0.0F);
    samples[8000] = 1.0F;
    SpectrogramBuilder builder(16000, 1);
    builder.add(samples);
    const auto spectrogram = builder.finish();
    int loudest = 0;
    for (int column = 0; column < spectrogram.columns; ++column)
        if (spectrogram.at(column, 50) > spectrogram.at(loudest, 50)) loudest = column;
    CHECK(std::abs((loudest + 0.5) * spectrogram.columnSeconds - 0.5) <= spectrogram.columnSeconds);
}

TEST_CASE("a spectrogram does not depend on how the sound is cut") {
    const auto samples = noisyChannels(5000, 16000, 2);
    SpectrogramBuilder whole(16000, 2), pieces(16000, 2);
    whole.add(samples);
    for (std::size_t at = 0; at < samples.size(); at += 14)
        pieces.add(std::span(samples).subspan(at, std::min<std::size_t>(14, samples.size() - at)));
    CHECK(whole.finish().levels == pieces.finish().levels);
}

TEST_CASE("long sounds keep a bounded number of columns, and their length") {
    SpectrogramBuilder builder(8000, 1, 64);
    for (int second = 0; second < 30; ++second)
        builder.add(sine(8000, 500, 8000, 0.5F));
    const auto spectrogram = builder.finish();
    CHECK(spectrogram.columns <= 64);
    CHECK(spectrogram.columns > 30);
    CHECK(spectrogram.seconds == 30);
    CHECK(spectrogram.columns * spectrogram.columnSeconds >= 30);
    CHECK((spectrogram.columns - 1) * spectrogram.columnSeconds < 30);
    CHECK(spectrogram.at(20, loudestRow(spectrogram, 20)) == Approx(-6).margin(1.5));
}

TEST_CASE("sounds of no and of one sample have a spectrogram, and silence is far down") {
    SpectrogramBuilder none(48000, 2), one(48000, 1);
    CHECK(none.finish().columns == 0);
    one.add(std::vector<float>{std::nanf("")});
    const auto spectrogram = one.finish();
    CHECK(spectrogram.columns == 1);
    CHECK(spectrogram.loudest() == -200);
}

TEST_CASE("colours grow lighter with every step of level") {
    double last = -1;
    for (int i = 0; i <= 256; ++i) {
        const double lightness = tools::lightness(tools::levelColor(i / 256.0));
        CHECK(lightness > last);
        last = lightness;
    }
    CHECK(tools::lightness(tools::levelColor(-1)) == tools::lightness(tools::levelColor(0)));
    CHECK(tools::lightness(tools::levelColor(2)) == tools::lightness(tools::levelColor(1)));
    CHECK(tools::lightness(tools::levelColor(std::nan(""))) == tools::lightness(tools::levelColor(0)));
}

TEST_CASE("ticks are round numbers within the axis") {
    const auto labels = [](const std::vector<tools::Tick>& ticks) {
        std::string all;
        for (const auto& tick : ticks)
            all += tick.label + " ";
        return all;
    };
    CHECK(labels(tools::roundTicks(0, 8, 8)) == "0 2 4 6 8 ");
    CHECK(labels(tools::roundTicks(0, 0.35, 8)) == "0.00 0.05 0.10 0.15 0.20 0.25 0.30 0.35 ");
    CHECK(labels(tools::roundTicks(-60, 0, 4)) == "\u221260 \u221240 \u221220 0 ");
    CHECK(labels(tools::timeAxis(95).ticks) == "0:00 0:10 0:20 0:30 0:40 0:50 1:00 1:10 1:20 1:30 ");
    CHECK(labels(tools::timeAxis(7300).ticks).ends_with("1:40:00 2:00:00 "));
    CHECK(labels(tools::frequencyAxis(60, 8000, true).ticks) == "0.1 0.2 0.5 1 2 5 ");
    CHECK(labels(tools::frequencyAxis(0, 3675, false).ticks) == "0 1 2 3 ");
    for (const double seconds : {0.0, 1e-6, 59.9, 3599.0, 36000.0, 1e6})
        CHECK(tools::timeAxis(seconds).ticks.size() <= 13);
}

TEST_CASE("positions on an axis run from 0 to 1") {
    const auto linear = tools::frequencyAxis(0, 8000, false),
               logarithmic = tools::frequencyAxis(100, 10000, true);
    CHECK(linear.position(2000) == Approx(0.25));
    CHECK(logarithmic.position(1000) == Approx(0.5));
    CHECK(logarithmic.position(100) == Approx(0).margin(1e-12));
}

TEST_CASE("the picture shows both sounds with the same colours") {
    TempDir folder;
    std::vector<float> samples = sine(32000, 2000, 16000, 0.5F);
    std::fill(samples.begin() + 16000, samples.end(), 0.0F);
    writeWav(folder / "tone.wav", samples, 16000);
    REQUIRE(denoise({(folder / "tone.wav").string(), "-o", (folder / "out.wav").string(), "--amount", "0",
                     "--plot", (folder / "plot.png").string()})
                .exitCode == 0);
    const Png picture(folder / "plot.png");
    REQUIRE(picture.width() == 1200);
    REQUIRE(picture.height() == 900);
    // 2 of 8 kHz is a quarter of a panel up; the tone ends in its middle. Panels: 82..1062 wide, 338 high.
    const int inputRow = 92 + 338 * 3 / 4, outputRow = 502 + 338 * 3 / 4;
    for (const int row : {inputRow, outputRow}) {
        CHECK(picture.brightness(300, row) > 500);
        CHECK(picture.brightness(800, row) < 100);
        CHECK(picture.brightness(300, row - 120) < 150);
    }
    for (int x = 90; x < 1050; x += 50)
        CHECK(picture.at(x, inputRow) == picture.at(x, outputRow));
}

TEST_CASE("a picture that exists is kept without --force") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    writeFile(folder / "plot.png", "precious");
    const auto result = denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(),
                                 "--plot", (folder / "plot.png").string()});
    CHECK(result.exitCode == 1);
    CHECK(contentOf(folder / "plot.png") == "precious");
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
}
