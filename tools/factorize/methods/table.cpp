// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/table.h"

#include "tools/exit_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace winnow::tools {
namespace {

bool takes(const Method& method, const std::string& option) {
    return std::find(method.options.begin(), method.options.end(), option) != method.options.end();
}

std::string longName(const CLI::Option& option) {
    return "--" + option.get_lnames().front();
}

[[noreturn]] void refuseOption(const Method& method, const std::string& option) {
    constexpr int mostNamed = 6; // of methods in a sentence
    std::string others;
    int count = 0;
    for (const Method* other : allMethods())
        if (takes(*other, option)) others += (count++ == 0 ? "" : ", ") + other->name;
    if (count > mostNamed) throw UsageError(fmt::format("--method {} has no option {}", method.name, option));
    throw UsageError(
        fmt::format("{} belongs to --method {}, and the method is {}", option, others, method.name));
}

} // namespace

std::vector<const Method*> allMethods() {
    std::vector<const Method*> all;
    for (const auto* family : {&plainMethods(), &signedMethods(), &clusterMethods(), &timeMethods(),
                               &constrainedMethods(), &exactMethods(), &multiwayMethods()})
        for (const Method& method : *family)
            all.push_back(&method);
    return all;
}

const Method& methodNamed(const std::string& name) {
    for (const Method* method : allMethods())
        if (method->name == name) return *method;
    throw std::logic_error("no method " + name);
}

void checkUsage(const Method& method, const FactorizeLine& line) {
    for (const CLI::Option* option : line.restricted)
        if (option->count() > 0 && !takes(method, longName(*option))) refuseOption(method, longName(*option));
    if (method.takes == Takes::Matrices) {
        if (line.inputs.size() < 2)
            throw UsageError(fmt::format("--method {} needs at least two matrices", method.name));
    } else if (line.inputs.size() > 1) {
        throw UsageError(
            fmt::format("--method {} takes one input, and {} are given; only --method joint takes "
                        "several",
                        method.name, line.inputs.size()));
    }
    const bool ranked = !line.ranks.empty();
    if (ranked && line.rank) throw UsageError("--ranks tries several ranks; leave out -k");
    if (method.needsRank && !line.rank && !ranked && line.fixedW.empty() && line.transform.empty() &&
        line.update.empty() && line.initW.empty() && line.initH.empty())
        throw UsageError(fmt::format("--method {} needs -k, the number of components{}", method.name,
                                     takes(method, "--ranks") ? ", or --ranks to choose it" : ""));
    if (method.check != nullptr) method.check(line);
}

} // namespace winnow::tools
