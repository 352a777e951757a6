// SPDX-License-Identifier: GPL-3.0-or-later
/// The swimmer: images whose parts are known.
#include "tools/examples/digits_parts/digits_parts.h"

namespace winnow::examples::digits_parts {
namespace {

constexpr Index side = 32, limbLength = 7;

Index pixel(Index row, Index column) {
    return side * column + row;
}

Vector torso() {
    Vector image = Vector::Zero(side * side);
    for (Index row = 10; row < 22; ++row)
        image(pixel(row, 15)) = image(pixel(row, 16)) = 1;
    return image;
}

} // namespace

Matrix swimmerLimbs() {
    Matrix limbs = Matrix::Zero(side * side, 16);
    // Shoulders and hips, to the left and to the right; each limb straight up, up aside, down aside or aside.
    constexpr Index start[4][3] = {{10, 14, -1}, {10, 17, 1}, {21, 14, -1}, {21, 17, 1}};
    constexpr Index direction[4][2] = {{-1, 0}, {-1, 1}, {1, 1}, {0, 1}}; // rows, columns outward
    for (Index limb = 0; limb < 4; ++limb)
        for (Index position = 0; position < 4; ++position)
            for (Index step = 1; step <= limbLength; ++step) {
                const Index outward = start[limb][2];
                const Index row = start[limb][0] + step * direction[position][0];
                const Index column = start[limb][1] + outward * (1 + step * direction[position][1]);
                limbs(pixel(row, column), 4 * limb + position) = 1;
            }
    return limbs;
}

Matrix swimmerImages() {
    const Matrix limbs = swimmerLimbs();
    Matrix images(side * side, 256);
    for (Index image = 0; image < 256; ++image) {
        images.col(image) = torso();
        for (Index limb = 0, code = image; limb < 4; ++limb, code /= 4)
            images.col(image) = images.col(image).cwiseMax(limbs.col(4 * limb + code % 4));
    }
    return images;
}

} // namespace winnow::examples::digits_parts
