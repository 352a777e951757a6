// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/text/licences.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace winnow::examples::text {
namespace {

const std::set<std::string>& stopWords() {
    static const std::set<std::string> words = [] {
        std::istringstream list(
            "about above after again against all also although among and another any anyone are because been "
            "before being below between both but can cannot could did does doing down during each either "
            "else "
            "ever every few for from further had has have having her here hereafter hereby herein hers him "
            "his how however into its itself least less made make many may might more most much must neither "
            "nor not now off once one only other others otherwise our ours out over own per same she should "
            "since some such than that the their them themselves then there thereof these they this those "
            "through thus too two under until upon very via was were what when where whereas whether which "
            "while who whole whom whose why will with within without would yet you your yours");
        return std::set<std::string>{std::istream_iterator<std::string>(list), {}};
    }();
    return words;
}

std::vector<std::string> contentWords(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error(file.string() + ": cannot be read; Debian's package base-files has it");
    std::vector<std::string> words;
    std::string word;
    const auto close = [&] {
        if (word.size() >= 3 && !stopWords().contains(word)) words.push_back(word);
        word.clear();
    };
    for (char c = 0; in.get(c);) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c >= 'a' && c <= 'z')
            word += c;
        else
            close();
    }
    close();
    return words;
}

} // namespace

Corpus readLicences(const std::filesystem::path& folder, int passageWords) {
    if (passageWords < 1) throw std::invalid_argument("a passage has at least one word");
    Corpus corpus;
    corpus.licences = {"Apache-2.0", "GFDL-1.3", "GPL-3", "LGPL-2.1", "MPL-2.0"};
    std::vector<std::map<std::string, int>> passages;
    std::map<std::string, int> passagesWith;
    for (std::size_t l = 0; l < corpus.licences.size(); ++l) {
        const std::vector<std::string> words = contentWords(folder / corpus.licences[l]);
        const std::size_t length = static_cast<std::size_t>(passageWords);
        const std::size_t parts = std::max<std::size_t>(1, (words.size() + length / 2) / length);
        for (std::size_t p = 0; p < parts; ++p) {
            std::map<std::string, int> counts;
            for (std::size_t i = p * words.size() / parts; i < (p + 1) * words.size() / parts; ++i)
                ++counts[words[i]];
            for (const auto& entry : counts)
                ++passagesWith[entry.first];
            passages.push_back(std::move(counts));
            corpus.licence.push_back(static_cast<Index>(l));
        }
    }
    std::map<std::string, Index> row;
    for (const auto& [word, count] : passagesWith) {
        if (count < 3) continue;
        row[word] = static_cast<Index>(corpus.words.size());
        corpus.words.push_back(word);
    }
    corpus.counts =
        Matrix::Zero(static_cast<Index>(corpus.words.size()), static_cast<Index>(passages.size()));
    for (std::size_t p = 0; p < passages.size(); ++p)
        for (const auto& [word, count] : passages[p])
            if (const auto found = row.find(word); found != row.end())
                corpus.counts(found->second, static_cast<Index>(p)) = count;
    return corpus;
}

Matrix tfIdf(const Matrix& counts) {
    const Vector present = (counts.array() > 0).cast<double>().rowwise().sum();
    const Vector rarity = (static_cast<double>(counts.cols()) / present.array().max(1.0)).log();
    Matrix weighted = rarity.asDiagonal() * counts;
    weighted.colwise().normalize();
    return weighted;
}

} // namespace winnow::examples::text
