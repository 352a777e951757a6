// SPDX-License-Identifier: GPL-3.0-or-later
/// Dictionaries: checks, groups, atoms on bins.
#include "separation/dictionary.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"

#include <limits>
#include <stdexcept>

using namespace winnow;
using namespace winnow::separation;

namespace {

const std::vector<float> axis{0, 100, 200, 400};
const std::vector<AtomGroup> groups{{"speech", GroupKind::Speech, 0, 2}, {"noise", GroupKind::Noise, 2, 1}};

nmf::Matrix<float> atoms() {
    nmf::Matrix<float> a(4, 3);
    a << 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 5, 2;
    return a;
}

} // namespace

TEST_CASE("A dictionary's atoms sum to 1, and what sums to 1 already is kept to the bit") {
    const Dictionary d(axis, atoms(), groups);
    CHECK(d.atoms().col(0) == Eigen::Vector4f::Constant(0.25F));
    CHECK(d.atoms()(3, 1) == 1.0F);
    CHECK(d.bandwidthHz() == 400);
    CHECK(d.count(GroupKind::Speech) == 2);
    CHECK(d.count(GroupKind::Noise) == 1);
    const Dictionary first = test::syntheticDictionary();
    const Dictionary again(first.frequenciesHz(), first.atoms(), first.groups());
    CHECK(again.atoms() == first.atoms());
}

TEST_CASE("A dictionary that makes no sense is refused") {
    const auto refused = [](std::vector<float> f, nmf::Matrix<float> a, std::vector<AtomGroup> g) {
        CHECK_THROWS_AS(Dictionary(std::move(f), std::move(a), std::move(g)), std::invalid_argument);
    };
    refused({0, 100, 200}, atoms(), groups);
    refused({0, 100, 100, 400}, atoms(), groups);
    refused({0, 200, 100, 400}, atoms(), groups);
    refused({50, 100, 200, 400}, atoms(), groups);
    refused({0, 100, 200, std::numeric_limits<float>::infinity()}, atoms(), groups);
    refused({}, {}, {});
    for (const float bad :
         {-1.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        nmf::Matrix<float> a = atoms();
        a(1, 1) = bad;
        refused(axis, a, groups);
    }
    nmf::Matrix<float> empty = atoms();
    empty.col(1).setZero();
    refused(axis, empty, groups);
}

TEST_CASE("Groups must cover the atoms in order under different names") {
    const auto refused = [](std::vector<AtomGroup> g) {
        CHECK_THROWS_AS(Dictionary(axis, atoms(), std::move(g)), std::invalid_argument);
    };
    refused({});
    refused({{"a", GroupKind::Speech, 0, 2}});
    refused({{"a", GroupKind::Speech, 0, 4}});
    refused({{"a", GroupKind::Speech, 0, 2}, {"b", GroupKind::Noise, 1, 2}});
    refused({{"a", GroupKind::Speech, 0, 1}, {"b", GroupKind::Noise, 2, 1}});
    refused({{"a", GroupKind::Speech, 0, 2}, {"a", GroupKind::Noise, 2, 1}});
    refused({{"", GroupKind::Speech, 0, 3}});
    refused({{"a", GroupKind::Speech, 0, 3}, {"b", GroupKind::Noise, 3, 0}});
}

TEST_CASE("At the rate and frame it was learned at a dictionary's atoms lie on the bins as they are") {
    const Dictionary d = test::syntheticDictionary();
    CHECK(d.onBins(16000, 512) == d.atoms());
    // The bins of three times the rate and frame are the same up to 8 kHz.
    CHECK(d.onBins(48000, 1536) == d.atoms());
}

TEST_CASE("On every rate's bins atoms sum to 1 up to the lower of bandwidth and half the rate") {
    const Dictionary d = test::syntheticDictionary();
    for (const double rate : {7350.0, 8000.0, 11025.0, 22050.0, 44100.0, 96000.0, 192000.0}) {
        for (const int size : {64, 256, 1408, 4096}) {
            const auto bins = d.onBins(rate, size);
            const double top = static_cast<double>(bins.rows() - 1) * rate / size;
            INFO(rate << " Hz, " << size);
            CHECK(top <= std::min(8000.0, rate / 2) + 1e-3 * rate / size);
            CHECK(top > std::min(8000.0, rate / 2) - rate / size);
            CHECK(((bins.colwise().sum().array() - 1.0F).abs() < 1e-4F).all());
            CHECK((bins.array() >= 0.0F).all());
        }
    }
}

TEST_CASE("A peak stays at its frequency at every rate") {
    nmf::Matrix<float> peak = nmf::Matrix<float>::Constant(257, 1, 1e-3F);
    for (int k = 0; k < 257; ++k)
        peak(k, 0) += std::exp(-0.02F * static_cast<float>((k - 64) * (k - 64))); // 2 kHz
    const Dictionary d(test::syntheticDictionary().frequenciesHz(), peak, {{"x", GroupKind::Speech, 0, 1}});
    for (const double rate : {8000.0, 22050.0, 44100.0, 192000.0}) {
        Eigen::Index k = 0;
        d.onBins(rate, 1024).col(0).maxCoeff(&k);
        CHECK(std::abs(static_cast<double>(k) * rate / 1024 - 2000) <= rate / 1024);
    }
}

TEST_CASE("An atom with nothing in the band is zero there and not blown up") {
    nmf::Matrix<float> high = nmf::Matrix<float>::Constant(257, 2, 1.0F);
    high.col(1).setConstant(1e-9F);
    high.col(1).tail(20).setOnes(); // 7.4 to 8 kHz
    const Dictionary d(test::syntheticDictionary().frequenciesHz(), high, {{"x", GroupKind::Noise, 0, 2}});
    CHECK(d.onBins(8000, 256).col(0).sum() == Approx(1.0F));
    CHECK(d.onBins(8000, 256).col(1).sum() == 0.0F);
    CHECK(d.onBins(16000, 512).col(1).sum() == Approx(1.0F));
}

TEST_CASE("Groups can be added and left out") {
    const Dictionary d(axis, atoms(), groups);
    const nmf::Matrix<float> more = nmf::Matrix<float>::Constant(4, 2, 3.0F);
    const Dictionary wider = d.withGroup({"fan", GroupKind::Noise, 99, 99}, more);
    REQUIRE(wider.groups().size() == 3);
    CHECK(wider.groups()[2].first == 3);
    CHECK(wider.groups()[2].count == 2);
    CHECK(wider.atoms().leftCols(3) == d.atoms());
    CHECK(wider.atoms().col(4) == Eigen::Vector4f::Constant(0.25F));

    const Dictionary less = wider.withGroups({true, false, true});
    REQUIRE(less.groups().size() == 2);
    CHECK(less.groups()[1].name == "fan");
    CHECK(less.groups()[1].first == 2);
    CHECK(less.atoms().leftCols(2) == d.atoms().leftCols(2));
    CHECK(less.atoms().rightCols(2) == wider.atoms().rightCols(2));

    CHECK_THROWS_AS(d.withGroup({"noise", GroupKind::Noise, 0, 0}, more), std::invalid_argument);
    CHECK_THROWS_AS(d.withGroup({"fan", GroupKind::Noise, 0, 0}, more.topRows(3)), std::invalid_argument);
    CHECK_THROWS_AS(d.withGroup({"fan", GroupKind::Noise, 0, 0}, more.leftCols(0)), std::invalid_argument);
    CHECK_THROWS_AS(d.withGroups({true}), std::invalid_argument);
    CHECK_THROWS_AS(d.withGroups({false, false}), std::invalid_argument);
    CHECK_THROWS_AS(Dictionary().onBins(16000, 512), std::invalid_argument);
    CHECK_THROWS_AS(d.onBins(0, 512), std::invalid_argument);
}
