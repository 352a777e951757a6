// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/delimited_text.h"

#include "tools/factorize/input/byte_source.h"
#include "tools/factorize/input/precision.h"
#include "tools/factorize/input/text_numbers.h"
#include "tools/output_guard.h"

#include <fstream>

namespace winnow::tools {
namespace {

using Fields = std::vector<std::string>;

/// Lines that hold something, with their numbers.
class Lines {
public:
    explicit Lines(const std::filesystem::path& path) : file_(path.string()) {
        sizeOfInput(path);
        in_.open(path, std::ios::binary);
        if (!in_) throw FileError(path, "cannot be opened for reading");
    }
    bool next() {
        while (std::getline(in_, text_)) {
            ++number_;
            if (number_ == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
            if (text_.find('\0') != std::string::npos) refuse("holds a zero byte; it is no text file");
            const std::string_view content = trimmed(text_);
            if (!content.empty() && content.front() != '#') return true;
        }
        return false;
    }
    const std::string& text() const { return text_; }
    [[noreturn]] void refuse(const std::string& why) const {
        throw FileError(file_, "line " + std::to_string(number_) + " " + why);
    }
    Fields fields(char delimiter) const {
        auto split = splitFields(text_, delimiter);
        if (!split) refuse("has a quote that is not closed");
        return std::move(*split);
    }

private:
    std::string file_;
    std::ifstream in_;
    std::string text_;
    std::size_t number_ = 0;
};

bool isNumber(const std::string& field) {
    return numberOf(field).has_value();
}

/// A line in which any field is text (an empty one says nothing).
bool looksLikeHeader(const Fields& fields) {
    for (const std::string& field : fields)
        if (!isNumber(field)) return true;
    return false;
}

/// A name, not a number and not an empty field.
bool looksLikeName(const std::string& field) {
    return !isNumber(field);
}

template <class T> class TableReader {
public:
    TableReader(const std::filesystem::path& path, const TextLayout& layout)
        : file_(path.string()), layout_(layout), lines_(path), precision_(file_) {}

    MatrixData<T> read() {
        Fields header;
        if (!lines_.next()) throw FileError(file_, "holds no numbers");
        Fields fields = lines_.fields(layout_.delimiter);
        bool more = true;
        if (hasHeader(fields)) {
            header = std::move(fields);
            more = lines_.next();
            if (more) fields = lines_.fields(layout_.delimiter);
        }
        if (!more) throw FileError(file_, "holds a header line and no numbers");
        named_ = layout_.rowNames == Names::Yes ||
                 (layout_.rowNames == Names::Detect && looksLikeName(fields.front()));
        columns_ = fields.size() - (named_ ? 1 : 0);
        if (columns_ == 0) lines_.refuse("holds no numbers");
        addRow(fields);
        while (lines_.next())
            addRow(lines_.fields(layout_.delimiter));
        return finish(std::move(header));
    }

private:
    bool hasHeader(const Fields& first) {
        if (layout_.header != Names::Detect) return layout_.header == Names::Yes;
        if (!looksLikeHeader(first)) return false;
        // One name at the left and numbers behind it is a row with a name.
        return first.size() < 2 || !looksLikeName(first.front()) ||
               looksLikeHeader(Fields(first.begin() + 1, first.end()));
    }

    void addRow(const Fields& fields) {
        const std::size_t skip = named_ ? 1 : 0;
        if (fields.size() != columns_ + skip)
            lines_.refuse("has " + std::to_string(fields.size()) + " fields; the lines before have " +
                          std::to_string(columns_ + skip));
        if (named_) data_.rowNames.push_back(fields.front());
        for (std::size_t c = skip; c < fields.size(); ++c) {
            const auto value = numberOf(fields[c]);
            if (!value)
                lines_.refuse("holds '" + fields[c].substr(0, 40) + "' in field " + std::to_string(c + 1) +
                              ", which is no number");
            values_.push_back(precision_(*value));
        }
    }

    MatrixData<T> finish(Fields header) {
        precision_.finish();
        using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const auto columns = static_cast<Index>(columns_);
        data_.dense =
            Eigen::Map<const RowMajor>(values_.data(), static_cast<Index>(values_.size()) / columns, columns);
        if (header.empty()) return std::move(data_);
        // R writes no field above the row names.
        if (named_ && header.size() == columns_ + 1) header.erase(header.begin());
        if (header.size() != columns_)
            throw FileError(file_, "has " + std::to_string(header.size()) + " names in its header for " +
                                       std::to_string(columns_) + " columns");
        data_.columnNames = std::move(header);
        return std::move(data_);
    }

    std::string file_;
    TextLayout layout_;
    Lines lines_;
    Precision<T> precision_;
    bool named_ = false;
    std::size_t columns_ = 0;
    std::vector<T> values_;
    MatrixData<T> data_;
};

} // namespace

template <class T>
MatrixData<T> readDelimitedText(const std::filesystem::path& path, const TextLayout& layout) {
    return TableReader<T>(path, layout).read();
}

char csvDelimiter(const std::filesystem::path& path) {
    Lines lines(path);
    if (!lines.next()) throw FileError(path, "holds no numbers");
    const std::string& first = lines.text();
    return first.find(',') == std::string::npos && first.find(';') != std::string::npos ? ';' : ',';
}

template MatrixData<float> readDelimitedText(const std::filesystem::path&, const TextLayout&);
template MatrixData<double> readDelimitedText(const std::filesystem::path&, const TextLayout&);

} // namespace winnow::tools
