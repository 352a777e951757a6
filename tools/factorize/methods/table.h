// SPDX-License-Identifier: GPL-3.0-or-later
/// All methods of `winnow factorize`.
#pragma once

#include "tools/factorize/methods/method.h"

#include <string>
#include <vector>

namespace winnow::tools {

// Each family's own table.
const std::vector<Method>& plainMethods();       ///< V = W H: nmf, weighted, plsa
const std::vector<Method>& signedMethods();      ///< data of any sign: semi, convex
const std::vector<Method>& clusterMethods();     ///< symmetric, tri, orthogonal, hierarchical
const std::vector<Method>& timeMethods();        ///< columns in order: convolutive, online, online-convolutive, smooth
const std::vector<Method>& constrainedMethods(); ///< hoyer, tv, sequential
const std::vector<Method>& exactMethods();       ///< separable, anchor, exact, exact-symmetric
const std::vector<Method>& multiwayMethods();    ///< tensor, joint

/// In the order of the tables.
std::vector<const Method*> allMethods();

/// @throws std::logic_error for a name that the command line does not let through
const Method& methodNamed(const std::string& name);

/// @throws UsageError for options of other methods, a missing rank, too many inputs
void checkUsage(const Method& method, const FactorizeLine& line);

} // namespace winnow::tools
