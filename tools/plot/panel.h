// SPDX-License-Identifier: GPL-3.0-or-later
/// Parts of scientific pictures: panels with axes, colour bars, lines.
#pragma once

#include "tools/plot/axis.h"
#include "tools/plot/canvas.h"
#include "tools/plot/spectrogram.h"

#include <span>
#include <string>

namespace winnow::tools {

/// A rectangle with a horizontal and a vertical axis.
struct Panel {
    Rect area; ///< of the data; labels stand outside, to the left and below
    Axis x, y;

    Point at(double xValue, double yValue) const noexcept; ///< pixels of a value
};

void drawAxes(Canvas& canvas, const Panel& panel); ///< frame, ticks, labels, titles
void drawGrid(Canvas& canvas, const Panel& panel); ///< faint lines at the ticks
void drawPanelTitle(Canvas& canvas, const Panel& panel, const std::string& title); ///< above its left corner

/// A spectrogram filling the panel, up to the panel's highest frequency and time; colours for lowDb ..
/// highDb.
void drawSpectrogram(Canvas& canvas, const Panel& panel, const Spectrogram& spectrogram, double lowDb,
                     double highDb);

/// The scale of colours, with its axis at the right side.
void drawColorBar(Canvas& canvas, const Rect& area, const Axis& levels);

/// y over x as a line within the panel. The spans have the same length.
void drawCurve(Canvas& canvas, const Panel& panel, std::span<const double> x, std::span<const double> y,
               const Rgb& color);

} // namespace winnow::tools
