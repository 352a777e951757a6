// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/learned_class.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace winnow::separation {
namespace {

using nlohmann::json;

const char* nameOf(GroupKind kind) {
    return kind == GroupKind::Speech ? "speech" : "noise";
}

/// A member of nested objects; null: it is not there.
json member(const json& from, std::initializer_list<const char*> path) {
    json at = from;
    for (const char* key : path) {
        if (!at.is_object() || !at.contains(key)) return nullptr;
        at = json(at[key]);
    }
    return at;
}

LearnedClass fromJson(const json& j, int atoms) {
    const auto check = [](bool holds) {
        if (!holds) throw std::invalid_argument("what it says of its learning ('learned') makes no sense");
    };
    check(j.is_object() && j.contains("frames") && j["frames"].is_number() && j.contains("activations") &&
          j["activations"].is_array());
    LearnedClass learned;
    learned.frames = j["frames"].get<double>();
    check(learned.frames > 0 && std::isfinite(learned.frames) &&
          j["activations"].size() == static_cast<std::size_t>(atoms));
    double sum = 0;
    for (const json& value : j["activations"]) {
        check(value.is_number());
        learned.activations.push_back(value.get<float>());
        check(learned.activations.back() >= 0 && std::isfinite(learned.activations.back()));
        sum += static_cast<double>(learned.activations.back());
    }
    check(sum > 0);
    return learned;
}

} // namespace

json toJson(const LearnedClass& learned) {
    return {{"frames", learned.frames}, {"activations", learned.activations}};
}

const AtomGroup& onlyGroup(const NmfModel& model, GroupKind kind) {
    const AtomGroup* found = nullptr;
    for (const AtomGroup& group : model.groups()) {
        if (group.kind != kind) continue;
        if (found != nullptr)
            throw std::invalid_argument(std::string("it has several groups of ") + nameOf(kind) +
                                        ", and recordings can be added to one only");
        found = &group;
    }
    return *found; // a model has one of each kind at least
}

std::optional<LearnedClass> learnedClass(const NmfModel& model, GroupKind kind) {
    const int atoms = onlyGroup(model, kind).count;
    const json said = member(model.learned, {nameOf(kind)});
    if (!said.is_null()) return fromJson(said, atoms);
    const json beta = member(model.dataCard, {"training", "beta"});
    if (beta.is_number() && beta != 1)
        throw std::invalid_argument(
            "it was learned with another loss than kl, and recordings can be added with kl only");
    const json frames = member(model.dataCard, {"totals", nameOf(kind), "frames_used"});
    if (!frames.is_number() || !(frames > 0)) return std::nullopt;
    LearnedClass learned;
    learned.frames = frames.get<double>();
    const double bins = static_cast<double>(model.dictionary().frequenciesHz().size());
    learned.activations.assign(static_cast<std::size_t>(atoms),
                               static_cast<float>(learned.frames * bins / atoms));
    return learned;
}

} // namespace winnow::separation
