// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/internet_distances/topology.h"

#include <cmath>

namespace winnow::examples::internet_distances {

Matrix roundTripTimes(Index hosts, Random& random) {
    constexpr Index networks = 40;
    Matrix place(2, networks), detour(networks, networks);
    const double continents[3][2] = {{0, 0}, {7000, 1000}, {9000, -8000}}; // km
    for (Index n = 0; n < networks; ++n) {
        const auto& centre = continents[random.below(3)];
        place.col(n) << centre[0] + 1200 * random.normal(), centre[1] + 1200 * random.normal();
    }
    for (Index a = 0; a < networks; ++a)
        for (Index b = 0; b <= a; ++b) {
            const double common = 1.3 * std::exp(0.3 * std::abs(random.normal()));
            detour(a, b) = common * std::exp(0.05 * random.normal());
            detour(b, a) = common * std::exp(0.05 * random.normal());
        }
    std::vector<Index> network(static_cast<std::size_t>(hosts));
    Vector access(hosts);
    for (Index h = 0; h < hosts; ++h) {
        network[static_cast<std::size_t>(h)] = random.below(networks);
        access(h) = 1 + 4 * random.gamma(1.2);
    }
    Matrix times = Matrix::Zero(hosts, hosts);
    for (Index i = 0; i < hosts; ++i)
        for (Index j = 0; j < hosts; ++j) {
            if (i == j) continue;
            const Index a = network[static_cast<std::size_t>(i)], b = network[static_cast<std::size_t>(j)];
            const double way = 2 * (place.col(a) - place.col(b)).norm() / 200; // 200 km a millisecond
            times(i, j) = (access(i) + access(j) + 1 + way * detour(a, b)) * std::exp(0.03 * random.normal());
        }
    return times;
}

double triangleViolations(const Matrix& distances, Index samples, Random& random) {
    double violated = 0;
    const Index n = distances.rows();
    for (Index s = 0; s < samples; ++s) {
        const Index i = random.below(n), j = random.below(n), k = random.below(n);
        violated += distances(i, j) > distances(i, k) + distances(k, j) ? 1 : 0;
    }
    return violated / static_cast<double>(samples);
}

} // namespace winnow::examples::internet_distances
