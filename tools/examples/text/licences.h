// SPDX-License-Identifier: GPL-3.0-or-later
/// Real text that every Debian machine has: the licences in /usr/share/common-licenses (package base-files).
#pragma once

#include "tools/examples/common/measures.h"

#include <filesystem>
#include <string>

namespace winnow::examples::text {

struct Corpus {
    Matrix counts;                     ///< words x passages
    std::vector<std::string> words;    ///< of the rows, in alphabetical order
    std::vector<std::string> licences; ///< their names
    Labels licence;                    ///< of each passage: index into licences
};

inline constexpr const char* debianLicences = "/usr/share/common-licenses";

/// The newest version of each family with more than 1500 words, cut into passages of about `passageWords`
/// words that are not stop words. Kept are words of three letters or more that occur in three passages or
/// more. @throws std::runtime_error naming the file that cannot be read
Corpus readLicences(const std::filesystem::path& folder, int passageWords);

/// counts log(passages / passages with the word), columns scaled to norm 1 (Salton & Buckley 1988).
Matrix tfIdf(const Matrix& counts);

} // namespace winnow::examples::text
