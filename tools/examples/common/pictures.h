// SPDX-License-Identifier: GPL-3.0-or-later
/// Parts of the examples' pictures, beside those of tools/plot/.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/plot/panel.h"

#include <string>
#include <utility>
#include <vector>

namespace winnow::examples {

using tools::Canvas;
using tools::Panel;
using tools::Point;
using tools::Rect;
using tools::Rgb;

/// Colours that people with any colour vision tell apart (Okabe & Ito 2008); repeats after 7.
Rgb seriesColor(std::size_t index);

/// White to near black.
Rgb inkColor(double level);

/// A panel with round ticks on both axes.
Panel makePanel(const Rect& area, std::pair<double, double> x, const std::string& xTitle,
                std::pair<double, double> y, const std::string& yTitle);
/// The same with a logarithmic y axis, ticks at powers of ten.
Panel makeLogPanel(const Rect& area, std::pair<double, double> x, const std::string& xTitle,
                   std::pair<double, double> y, const std::string& yTitle);

/// Cells of a matrix, row 0 at the top, `low` to `high` from one end of the colours to the other.
void drawCells(Canvas& canvas, const Rect& area, const Matrix& cells, double low, double high,
               Rgb (*color)(double) = &inkColor);

/// A column vector as an image of `height` rows, column by column.
Matrix asImage(const Vector& pixels, Index height);

/// A short line in each colour with its name, one below the other from `at` down.
void drawLegend(Canvas& canvas, const Point& at, const std::vector<std::pair<std::string, Rgb>>& entries);

/// A square at each point.
void drawPoints(Canvas& canvas, const Panel& panel, const Vector& x, const Vector& y, const Rgb& color,
                double size = 5);

/// A curve of Eigen vectors.
void drawLine(Canvas& canvas, const Panel& panel, const Vector& x, const Vector& y, const Rgb& color);

/// Named values as horizontal bars from 0 to `most`, with their numbers.
void drawBars(Canvas& canvas, const Rect& area, const std::vector<std::pair<std::string, double>>& bars,
              double most, int decimals = 3);

void drawTitle(Canvas& canvas, const Point& at, const std::string& title);

/// 0, 1, ... n-1 plus `from`.
Vector counting(Index n, double from = 0);

} // namespace winnow::examples
