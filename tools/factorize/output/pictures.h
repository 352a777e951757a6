// SPDX-License-Identifier: GPL-3.0-or-later
/// The pictures of --plot.
#pragma once

#include "tools/factorize/methods/method.h"
#include "tools/factorize/output/staged_folder.h"
#include "tools/factorize/rank_selection.h"
#include "tools/plot/canvas.h"

#include <string>
#include <vector>

namespace winnow::tools {

/// Draws what the result has: components.png, residual.png, and with --ranks ranks.png and consensus.png.
/// @return the names of the files. @throws FileError. [main]
std::vector<std::string> drawPictures(StagedFolder& folder, const Problem& problem,
                                      const MethodResult& result);

/// Components as small pictures if the columns of W are such (height above 0), else W and H side by side,
/// each component scaled to its largest value. H may be empty. [main]
Canvas drawComponents(const nmf::Matrix<double>& W, const nmf::Matrix<double>& H, Index height,
                      const std::string& title);

/// A falling curve, logarithmic where it spans more than a factor of ten. Same lengths. [main]
Canvas drawResidual(const std::vector<double>& x, const std::vector<double>& y, const std::string& xTitle,
                    const std::string& yTitle, const std::string& title);

/// Agreement of the runs, residual variance and held-out error over the rank, the suggestion marked. [main]
Canvas drawRanks(const std::vector<RankFigures>& ranks, Index suggested, const std::string& title);

/// A consensus matrix with rows and columns in the order of its tree. [main]
Canvas drawConsensus(const nmf::Matrix<double>& consensus, const std::string& title);

/// An order of the items in which every cluster of the average-linkage tree stands together. [any]
std::vector<Index> treeOrder(const nmf::Matrix<double>& cophenetic);

} // namespace winnow::tools
