// SPDX-License-Identifier: GPL-3.0-or-later
/// Reading pictures, folders of pictures, and sounds.
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tools/factorize/input/grey_image.h"
#include "tools/factorize/input/matrix_file.h"
#include "tools/plot/canvas.h"

#include <cmath>
#include <numbers>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

/// A PNG of 4 x 3 pixels: grey 0.6 but for one pixel of a colour at (2, 1).
std::filesystem::path writePng(const std::filesystem::path& path, const tools::Rgb& color) {
    std::filesystem::create_directories(path.parent_path());
    tools::Canvas canvas(4, 3);
    canvas.fill({0, 0, 4, 3}, {0.6, 0.6, 0.6});
    canvas.fill({2, 1, 1, 1}, color);
    canvas.writePng(path);
    return path;
}

std::string refusal(const std::filesystem::path& path) {
    try {
        tools::readMatrix<float>(path, {});
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("a picture is read as its luminance, row by row from the top") {
    const TempDir folder;
    const auto data = tools::readMatrix<double>(writePng(folder / "a.png", {1, 0, 0}), {});
    REQUIRE(data.rows() == 3);
    REQUIRE(data.columns() == 4);
    CHECK(data.dense(0, 0) == Approx(0.6));
    CHECK(data.dense(1, 2) == Approx(0.2126)); // red
    CHECK(data.kind == "image");
}

TEST_CASE("PGM pictures are read as text and as bytes, of 8 and 16 bits") {
    const TempDir folder;
    const Matrix expected = (Matrix(2, 3) << 0, 0.5, 1, 0.25, 0.75, 0).finished();
    const std::string text = "P2\n# a comment\n3 2\n4\n0 2 4\n1 3 0";
    CHECK(tools::readGreyImage(writeFile(folder / "a.pgm", text)) == expected);
    CHECK(tools::readGreyImage(writeFile(folder / "b.pgm", std::string("P5 3 2 4\n\0\2\4\1\3\0", 15))) ==
          expected);
    CHECK(tools::readGreyImage(writeFile(folder / "c.pgm", std::string("P5 1 1 512\n\1\0", 13)))(0, 0) ==
          0.5);
    CHECK_THAT(refusal(writeFile(folder / "d.pgm", "P2 3 2 4 0 2")), Contains("d.pgm"));
    CHECK_THAT(refusal(writeFile(folder / "e.pgm", "P5 100000 100000 255\nx")), Contains("67 million"));
    CHECK_THAT(refusal(writeFile(folder / "f.pgm", "P5 100 100 255\nx")), Contains("shorter"));
    CHECK_THAT(refusal(writeFile(folder / "g.pgm", "P2 1 1 4 9 ")), Contains("brighter"));
}

TEST_CASE("a folder of pictures of one size is read with one picture a column") {
    const TempDir folder;
    writePng(folder / "faces" / "b.png", {0, 1, 0});
    writePng(folder / "faces" / "a.png", {0, 0, 1});
    writeFile(folder / "faces" / "notes.txt", "no picture");
    const auto data = tools::readMatrix<double>(folder / "faces", {});
    REQUIRE(data.rows() == 12);
    REQUIRE(data.columns() == 2);
    CHECK(data.imageHeight == 3);
    CHECK(data.columnNames == std::vector<std::string>{"a.png", "b.png"});
    CHECK(data.dense(2 * 3 + 1, 0) == Approx(0.0722)); // pixels column by column
    CHECK(data.dense(2 * 3 + 1, 1) == Approx(0.7152));
    writeFile(folder / "faces" / "c.pgm", "P2 1 1 1 1 ");
    CHECK_THAT(refusal(folder / "faces"), Contains("c.pgm") && Contains("one size"));
    std::filesystem::create_directories(folder / "empty");
    CHECK_THAT(refusal(folder / "empty"), Contains("no pictures"));
}

TEST_CASE("a sound is read as a magnitude spectrogram of its mono mix") {
    const TempDir folder;
    constexpr int rate = 16000, frame = 1024, cycles = 100; // in a frame: no leakage but the window's
    std::vector<float> stereo;
    for (int n = 0; n < 2 * rate; ++n) {
        const double sine = std::sin(2 * std::numbers::pi * cycles * n / frame);
        stereo.push_back(static_cast<float>(0.8 * sine)), stereo.push_back(static_cast<float>(0.2 * sine));
    }
    const auto path = writeWav(folder / "tone.wav", stereo, rate, 2);
    const auto data = tools::readMatrix<double>(path, {});
    REQUIRE(data.rows() == frame / 2 + 1); // 64 ms
    CHECK(data.columns() == 2 * rate / (frame / 4));
    CHECK(data.rowNames[cycles] == "1562.5");
    Index loudest = 0;
    CHECK(data.dense.col(60).maxCoeff(&loudest) == Approx(0.5).epsilon(1e-3));
    CHECK(loudest == cycles);
    tools::ReadingOptions shorter;
    shorter.frameMs = 20;
    CHECK(tools::readMatrix<double>(path, shorter).rows() == 161);
    CHECK_THAT(refusal(writeFile(folder / "x.wav", "no sound")), Contains("x.wav"));
}

TEST_CASE("changed pictures and sounds are refused or read, and nothing else") {
    const TempDir folder;
    const auto read = [](const std::filesystem::path& path) {
        const auto data = tools::readMatrix<float>(path, {});
        if (data.rows() < 1 || data.columns() < 1) throw std::logic_error("a matrix that cannot be");
    };
    const std::string png = contentOf(writePng(folder / "a.png", {1, 0, 0}));
    CHECK(fuzz(png, folder / "x.png", 200, 31, read) < 200);
    CHECK(fuzz("P2\n3 2\n4\n0 2 4\n1 3 0\n", folder / "x.pgm", 300, 32, read) > 0);
    CHECK(fuzz(std::string("P5 3 2 4\n\0\2\4\1\3\0", 15), folder / "y.pgm", 300, 33, read) > 0);
    const std::string wav = contentOf(writeWav(folder / "a.wav", std::vector<float>(300, 0.25F), 8000));
    CHECK(fuzz(wav, folder / "x.wav", 200, 34, read) < 200);
}
