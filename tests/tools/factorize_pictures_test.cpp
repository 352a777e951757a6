// SPDX-License-Identifier: GPL-3.0-or-later
/// The pictures of `winnow factorize --plot`.
#include "nmf/reading/consensus.h"
#include "tests/support/catch.h"
#include "tests/tools/factorize_fixture.h"
#include "tests/tools/png.h"
#include "tools/factorize/output/pictures.h"
#include "tools/factorize/output/raster.h"

#include <algorithm>

using namespace winnow;
using namespace winnow::test;

TEST_CASE("a matrix becomes a raster with row 0 on top, and large ones are averaged") {
    const tools::Raster small = tools::rasterOf((Matrix(2, 2) << 0, 1, 0.5, 0).finished());
    REQUIRE(small.cells.size() == 4);
    CHECK(tools::lightness(small.cells[1]) > tools::lightness(small.cells[2]));
    CHECK(tools::lightness(small.cells[2]) > tools::lightness(small.cells[0]));
    const tools::Raster large = tools::rasterOf(Matrix::Ones(3000, 10), 100);
    CHECK(large.height == 100);
    CHECK(large.width == 10);
    CHECK(tools::lightness(large.cells[500]) == Approx(tools::lightness(tools::levelColor(1))));
}

TEST_CASE("components are scaled to their largest value, zero ones stay") {
    const Matrix scaled = tools::scaledColumns((Matrix(2, 3) << 1, 0, -2, 4, 0, 8).finished());
    CHECK(scaled == (Matrix(2, 3) << 0.25, 0, 0, 1, 0, 1).finished());
}

TEST_CASE("the order of a tree keeps every cluster together") {
    Matrix consensus = Matrix::Identity(6, 6); // 0, 2, 4 belong together, and 1, 3, 5
    for (Index i = 0; i < 6; ++i)
        for (Index j = 0; j < 6; ++j)
            if (i % 2 == j % 2) consensus(i, j) = 1;
    const auto order = tools::treeOrder(nmf::copheneticDistances(1 - consensus.array()));
    REQUIRE(order.size() == 6);
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(order[i] % 2 == order[i / 3 * 3] % 2);
    auto sorted = order;
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted == std::vector<Index>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("factorize draws components and residual curve, and with ranks what chose them") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(12, 30, 3, 1, 0.1)).string();
    REQUIRE(
        factorize({input, "--ranks", "2..4", "--restarts", "3", "--plot", "-o", (folder / "out").string()})
            .exitCode == 0);
    for (const char* name : {"components.png", "residual.png", "ranks.png", "consensus.png"}) {
        CAPTURE(name);
        CHECK(Png(folder / "out" / name).colors() > 20);
    }
    CHECK(reportIn(folder / "out")["pictures"].size() == 4);
    for (const auto& entry : std::filesystem::directory_iterator(folder / "out"))
        CHECK(entry.path().string().find(".part") == std::string::npos);
}

TEST_CASE("components of pictures are drawn as pictures") {
    const Matrix W = (Matrix(6, 2) << 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).finished(); // 2 pixels high, 3 wide
    const TempDir folder;
    tools::drawComponents(W, {}, 2, "two").writePng(folder / "a.png");
    const Png png(folder / "a.png");
    // The first tile is bright at its upper left only, the second at its lower right only.
    int bright = 0;
    for (int x = 0; x < png.width(); ++x)
        for (int y = 64; y < png.height(); ++y)
            bright += png.brightness(x, y) > 600 ? 1 : 0;
    CHECK(bright > 0);
    CHECK(png.brightness(40, 80) > png.brightness(150, 80));
}

TEST_CASE("every method can be drawn, whatever its factors are called") {
    const TempDir folder;
    const auto input = writeNpyFile(folder / "v.npy", lowRank(12, 20, 3, 2, 0.1)).string();
    const std::vector<std::vector<std::string>> runs{{"--method", "tri", "-k", "2"},
                                                     {"--method", "convolutive", "-k", "2", "--taps", "3"},
                                                     {"--method", "sequential", "-k", "3"},
                                                     {"--method", "separable", "-k", "2"},
                                                     {"-k", "2", "--image-height", "4"}};
    for (std::vector<std::string> arguments : runs) {
        CAPTURE(arguments);
        arguments.insert(arguments.begin(), input);
        arguments.insert(arguments.end(), {"--plot", "--force", "-o", (folder / "out").string()});
        REQUIRE(factorize(arguments).exitCode == 0);
        CHECK(Png(folder / "out" / "components.png").colors() > 5);
    }
}
