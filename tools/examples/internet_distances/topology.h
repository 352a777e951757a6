// SPDX-License-Identifier: GPL-3.0-or-later
/// A generator of round-trip times between Internet hosts.
#pragma once

#include "tools/examples/common/random.h"

namespace winnow::examples::internet_distances {

/// hosts x hosts, milliseconds, zero diagonal; element (i, j) measured from i to j. Hosts sit in 40 networks
/// on three continents. A time is the access delays of both ends, the way between their networks at two
/// thirds of the speed of light times a detour that routing policy gives each ordered pair of networks
/// (log-normal: triangle inequality violated, as in measurements), and 3 % of jitter. [any]
Matrix roundTripTimes(Index hosts, Random& random);

/// Share of the triples i, j, k with d(i, j) > d(i, k) + d(k, j), over `samples` random ones.
double triangleViolations(const Matrix& distances, Index samples, Random& random);

} // namespace winnow::examples::internet_distances
