// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of a denoised sound.
#include "tools/denoise/picture.h"

#include "tools/plot/panel.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

constexpr int pictureWidth = 1200, pictureHeight = 900;
constexpr double rangeDb = 80;        // from the darkest to the lightest colour
constexpr double highestShown = 24e3; // Hz; what ultrasonic rates hold above would press speech together

constexpr Rect inputArea{82, 92, 980, 338}, outputArea{82, 502, 980, 338};

} // namespace

void DenoisePicture::write(const std::filesystem::path& png, const std::string& name) {
    const Spectrogram input = input_.finish(), output = output_.finish();
    // The colours end at the loudest cell of either, in whole steps of 10 dB; a silent file gets a scale all
    // the same.
    const double loudest = std::max({input.loudest(), output.loudest(), -100.0F});
    const double high = 10 * std::ceil(loudest / 10), low = high - rangeDb;

    Canvas canvas(pictureWidth, pictureHeight);
    const TextStyle title{20, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(name, 980, title), {inputArea.x, 42}, title);

    const Axis time = timeAxis(input.seconds),
               frequency = frequencyAxis(0, std::min(input.highestHz, highestShown), false);
    const auto draw = [&](const Rect& area, const std::string& heading, const Spectrogram& spectrogram) {
        const Panel panel{area, time, frequency};
        drawSpectrogram(canvas, panel, spectrogram, low, high);
        drawAxes(canvas, panel);
        drawPanelTitle(canvas, panel, heading);
    };
    draw(inputArea, "Input", input);
    draw(outputArea, "Output", output);
    drawColorBar(canvas, {1092, inputArea.y, 22, outputArea.bottom() - inputArea.y},
                 levelAxis(low, high, "dBFS"));
    canvas.writePng(png);
}

} // namespace winnow::tools
