// SPDX-License-Identifier: GPL-3.0-or-later
/// JSON text of unknown origin, read within bounds.
#include "separation/bounded_json.h"

#include <array>
#include <charconv>
#include <set>
#include <vector>

namespace winnow::separation {

namespace {

/// Walks a document without building it, so that nothing is allocated for one that will be refused.
class BoundsCheck final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(number_integer_t) override { return count(); }
    bool number_unsigned(number_unsigned_t) override { return count(); }
    bool number_float(number_float_t, const string_t&) override { return count(); }
    bool string(string_t&) override { return count(); }
    bool binary(binary_t&) override { return count(); }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (!keys_.back().insert(name).second) throw JsonError("a key occurs twice");
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        throw JsonError("it is not valid JSON (byte " + std::to_string(position) + ")");
    }

private:
    bool count() {
        if (++values_ > mostJsonValues) throw JsonError("it holds too many values");
        return true;
    }
    bool open() {
        if (keys_.size() == deepestJson) throw JsonError("it nests too deeply");
        keys_.emplace_back();
        return count();
    }
    bool close() {
        keys_.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> keys_; // one set an open object or array
    std::size_t values_ = 0;
};

} // namespace

nlohmann::json parseBoundedJson(const std::string& text) {
    BoundsCheck check;
    nlohmann::json::sax_parse(text, &check);
    return nlohmann::json::parse(text);
}

double shortestDecimal(float value) noexcept {
    std::array<char, 32> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    double decimal = value;
    std::from_chars(digits.data(), written.ptr, decimal);
    return decimal;
}

} // namespace winnow::separation
