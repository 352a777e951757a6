// SPDX-License-Identifier: GPL-3.0-or-later
/// Reads a safetensors header event by event.
#include "separation/safetensors_header.h"

#include <utility>

namespace winnow::separation::safetensors {

void HeaderReader::refuse(const std::string& what) const {
    throw FormatError(name_.empty() ? "its header has " + what
                                    : "its header has " + what + " at '" + printable(name_) + "'");
}

bool HeaderReader::null() {
    refuse("an unexpected null");
}
bool HeaderReader::boolean(bool) {
    refuse("an unexpected true or false");
}
bool HeaderReader::number_integer(number_integer_t) {
    refuse("a negative number");
}
bool HeaderReader::number_float(number_float_t, const string_t&) {
    refuse("a number that is no size");
}
bool HeaderReader::binary(binary_t&) {
    refuse("binary data");
}

bool HeaderReader::number_unsigned(number_unsigned_t value) {
    if (!inArray_) refuse("an unexpected number");
    std::vector<std::size_t>& list = place_ == Place::Shape ? entry_.shape : offsets_;
    if (list.size() == (place_ == Place::Shape ? largestRank : 2)) refuse("too many numbers");
    list.push_back(value);
    return true;
}

bool HeaderReader::string(string_t& value) {
    if (place_ == Place::MetadataValue) {
        out_.metadata.emplace(std::move(name_), std::move(value));
        name_.clear();
        place_ = Place::Metadata;
    } else if (place_ == Place::Dtype) {
        if (value != "F32") refuse("values of type '" + printable(value) + "', where only F32 is known,");
        place_ = Place::Tensor;
    } else {
        refuse("an unexpected string");
    }
    return true;
}

bool HeaderReader::start_object(std::size_t) {
    if (place_ == Place::Start) {
        place_ = Place::Root;
    } else if (place_ == Place::TensorValue) {
        place_ = name_ == "__metadata__" ? Place::Metadata : Place::Tensor;
        if (place_ == Place::Metadata) name_.clear();
    } else {
        refuse("an unexpected object");
    }
    return true;
}

bool HeaderReader::key(string_t& name) {
    if (place_ == Place::Root) {
        const bool isMetadata = name == "__metadata__";
        if (isMetadata ? std::exchange(sawMetadata_, true) : !names_.insert(name).second)
            refuse("the name '" + printable(name) + "' twice");
        if (names_.size() > largestTensorCount) refuse("more tensors than any model has");
        name_ = std::move(name);
        entry_ = Entry{name_, {}, 0, 0};
        fields_.clear();
        offsets_.clear();
        place_ = Place::TensorValue;
    } else if (place_ == Place::Metadata) {
        if (out_.metadata.contains(name)) refuse("the name '" + printable(name) + "' twice");
        if (out_.metadata.size() == largestMetadataCount) refuse("more metadata than any model has");
        name_ = std::move(name);
        place_ = Place::MetadataValue;
    } else { // inside a tensor: the parser gives keys only in objects
        if (!fields_.insert(name).second) refuse("'" + printable(name) + "' twice");
        if (name == "dtype")
            place_ = Place::Dtype;
        else if (name == "shape")
            place_ = Place::Shape;
        else if (name == "data_offsets")
            place_ = Place::Offsets;
        else
            refuse("an unknown field '" + printable(name) + "'");
    }
    return true;
}

bool HeaderReader::end_object() {
    if (place_ == Place::Tensor) finishTensor();
    place_ = place_ == Place::Root ? Place::End : Place::Root;
    name_.clear();
    return true;
}

bool HeaderReader::start_array(std::size_t) {
    if (inArray_ || (place_ != Place::Shape && place_ != Place::Offsets)) refuse("an unexpected array");
    inArray_ = true;
    return true;
}

bool HeaderReader::end_array() {
    inArray_ = false;
    place_ = Place::Tensor;
    return true;
}

bool HeaderReader::parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    // The parser's own message may quote any amount of the file; the position says enough.
    throw FormatError("its header is not valid JSON (byte " + std::to_string(position) + ")");
}

void HeaderReader::finishTensor() {
    if (fields_.size() != 3) refuse("a tensor without dtype, shape or data_offsets");
    if (entry_.shape.empty()) refuse("a tensor without dimensions");
    if (offsets_.size() != 2) refuse("data_offsets that are not two numbers");
    entry_.begin = offsets_[0];
    entry_.end = offsets_[1];
    out_.entries.push_back(std::move(entry_));
}

} // namespace winnow::separation::safetensors
