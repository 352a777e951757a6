// SPDX-License-Identifier: GPL-3.0-or-later
/// Reads a safetensors header event by event, without a document in memory.
#pragma once

#include "separation/safetensors.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <set>
#include <string>

namespace winnow::separation::safetensors {

/// Accepts exactly the header's grammar: an object of tensors {"dtype": ..., "shape": [...], "data_offsets":
/// [...]} and at most one "__metadata__" of strings. Because every event is checked against its place,
/// nothing nests deeper than the format does, and nothing is stored but what the container keeps. Duplicate
/// keys are refused.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    /// @param out  receives metadata and entries, the latter as they come
    explicit HeaderReader(Container& out) : out_(out) {}

    bool null() override;
    bool boolean(bool) override;
    bool number_integer(number_integer_t) override;
    bool number_unsigned(number_unsigned_t value) override;
    bool number_float(number_float_t, const string_t&) override;
    bool string(string_t& value) override;
    bool binary(binary_t&) override;
    bool start_object(std::size_t) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& error) override;

private:
    enum class Place {
        Start,
        Root,
        MetadataValue,
        Metadata,
        TensorValue,
        Tensor,
        Dtype,
        Shape,
        Offsets,
        End
    };

    void finishTensor();
    [[noreturn]] void refuse(const std::string& what) const;

    Container& out_;
    Place place_ = Place::Start;
    bool inArray_ = false;
    bool sawMetadata_ = false;
    std::string name_;             // of the tensor or metadata value being read
    std::set<std::string> names_;  // of the tensors so far
    std::set<std::string> fields_; // of the tensor being read
    std::vector<std::size_t> offsets_;
    Entry entry_;
};

} // namespace winnow::separation::safetensors
