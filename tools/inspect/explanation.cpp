// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/inspect/explanation.h"

#include "dsp/audio_file.h"
#include "separation/frame_layout.h"
#include "separation/streaming_denoiser.h"
#include "tools/plot/panel.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

constexpr double longestSeconds = 60;
constexpr double activationRangeDb = 50, levelRangeDb = 80;
constexpr double highestShown = 8000; // Hz: what the models know
constexpr int pictureWidth = 1200, pictureHeight = 1240;
constexpr Rect firstArea{82, 84, 980, 240};
constexpr double gap = 36, bottomMargin = 60, thinnest = 16; // pixels
constexpr int leastRows = 12;

float toDb(float value) {
    return 20 * std::log10(std::max(value, 1e-10F));
}

/// Columns that come one by one, as a picture's cells; lengths are known from the first.
void addColumn(Spectrogram& cells, std::span<const float> values) {
    cells.rows = static_cast<int>(values.size());
    cells.levels.insert(cells.levels.end(), values.begin(), values.end());
    ++cells.columns;
}

/// Every row twice, so that there is a distance between rows.
Spectrogram doubled(const Spectrogram& cells) {
    Spectrogram twice = cells;
    twice.rows = 2 * cells.rows;
    twice.highestHz = twice.rows - 1;
    twice.levels.clear();
    for (const float level : cells.levels)
        twice.levels.insert(twice.levels.end(), {level, level});
    return twice;
}

} // namespace

Explanation explain(separation::ModelPtr model, const std::filesystem::path& recording) {
    dsp::AudioReader reader(recording);
    const double rate = reader.format().sampleRate;
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    separation::StreamingDenoiser denoiser;
    denoiser.setControls({separation::constants::noLimitAmountDb, {}});
    denoiser.prepare({rate}, model);
    const separation::FrameLayout layout = separation::frameLayout(model->frontEnd(), {rate});
    const auto hop = static_cast<std::size_t>(layout.frame.hop);

    SpectrogramBuilder input(rate, 1), output(rate, 1);
    Explanation result;
    result.mask.columnSeconds = static_cast<double>(hop) / rate;
    result.mask.highestHz = rate / 2;
    for (const separation::AtomGroup& group : model->groups())
        result.groups.push_back({group.name, result.mask});
    std::vector<float> interleaved(hop * channels), mono(hop), clean(hop), column;
    std::size_t late = static_cast<std::size_t>(denoiser.latency());
    for (double seconds = 0; seconds < longestSeconds; seconds += result.mask.columnSeconds) {
        const auto frames = static_cast<std::size_t>(reader.read(interleaved));
        if (frames == 0) break;
        for (std::size_t i = 0; i < hop; ++i) {
            float sum = 0;
            for (std::size_t c = 0; i < frames && c < channels; ++c)
                sum += interleaved[i * channels + c];
            mono[i] = sum / static_cast<float>(channels);
        }
        const float* in = mono.data();
        float* out = clean.data();
        denoiser.process(&in, {&out, nullptr, nullptr}, static_cast<int>(hop));
        input.add(mono);
        const std::size_t dropped = std::min(late, hop); // so that both pictures are aligned
        late -= dropped;
        output.add(std::span<const float>(clean).subspan(dropped));
        addColumn(result.mask, denoiser.lastGain());
        for (std::size_t g = 0; g < result.groups.size(); ++g) { // rows are atoms, one apart
            const separation::AtomGroup& group = model->groups()[g];
            const auto part = denoiser.lastActivations().subspan(static_cast<std::size_t>(group.first),
                                                                 static_cast<std::size_t>(group.count));
            column.assign(part.begin(), part.end());
            std::transform(column.begin(), column.end(), column.begin(), toDb);
            addColumn(result.groups[g].levels, column);
            result.groups[g].levels.highestHz = group.count - 1;
        }
    }
    if (result.mask.columns == 0) throw dsp::AudioFileError(recording.string() + ": holds no sound");
    result.input = input.finish();
    result.output = output.finish();
    return result;
}

void writeExplanation(const std::filesystem::path& png, const std::string& title, const Explanation& e) {
    Canvas canvas(pictureWidth, pictureHeight);
    const TextStyle heading{20, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, 1080, heading), {firstArea.x, 42}, heading);

    const Axis time = timeAxis(e.input.seconds);
    Axis noTime = time;
    noTime.ticks.clear();
    noTime.title.clear();
    const Axis frequency = frequencyAxis(0, std::min(e.input.highestHz, highestShown), false);
    const double high = 10 * std::ceil(std::max(e.input.loudest(), -100.0F) / 10);
    Rect area = firstArea;
    const auto draw = [&](const Spectrogram& cells, const std::string& name, const Axis& x, const Axis& y,
                          double low, double top) {
        const Panel panel{area, x, y};
        drawSpectrogram(canvas, panel, cells, low, top);
        drawAxes(canvas, panel);
        drawPanelTitle(canvas, panel, name);
        area.y += area.height + gap;
    };
    drawColorBar(canvas, {1092, area.y, 22, area.height}, levelAxis(high - levelRangeDb, high, "dBFS"));
    draw(e.input, "Input", noTime, frequency, high - levelRangeDb, high);
    draw(e.mask, "Mask", noTime, frequency, 0, 1);
    draw(e.output, "Output", noTime, frequency, high - levelRangeDb, high);

    // By their atoms, but none thinner than can be seen; levels are relative to the loudest of each group.
    double atoms = 0;
    for (const GroupActivations& group : e.groups)
        atoms += std::max(group.levels.rows, leastRows);
    const double room =
        pictureHeight - bottomMargin - area.y - gap * (static_cast<double>(e.groups.size()) - 1);
    for (std::size_t g = 0; g < e.groups.size(); ++g) {
        const Spectrogram& levels = e.groups[g].levels;
        const Spectrogram cells = levels.rows == 1 ? doubled(levels) : levels;
        area.height = std::max(thinnest, room * std::max(levels.rows, leastRows) / atoms);
        const double loudest = static_cast<double>(levels.loudest());
        const Axis rows{0, static_cast<double>(cells.rows), false, "", {}};
        draw(cells, "Activations: " + e.groups[g].name, g + 1 < e.groups.size() ? noTime : time, rows,
             loudest - activationRangeDb, loudest);
    }
    canvas.writePng(png);
}

} // namespace winnow::tools
