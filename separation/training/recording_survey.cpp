// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/recording_survey.h"

#include <cstring>
#include <type_traits>

namespace winnow::separation {
namespace {

template <class T> void packValues(const T* values, std::size_t count, std::string& bytes) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
    bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <class Values> void takeValues(std::string_view& bytes, Values& values) {
    std::size_t count = 0;
    std::memcpy(&count, bytes.data(), sizeof count);
    bytes.remove_prefix(sizeof count);
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), count * sizeof values[0]);
    bytes.remove_prefix(count * sizeof values[0]);
}

struct Numbers {
    RecordingLength length;
    FileStamp stamp;
    std::int64_t framesUsed = 0;
    int firstLevel = 0;
};

} // namespace

void pack(const RecordingSurvey& survey, std::string& bytes) {
    const Numbers numbers{survey.length, survey.stamp, survey.framesUsed, survey.levels.first};
    packValues(&numbers, 1, bytes);
    packValues(survey.sha256.data(), survey.sha256.size(), bytes);
    packValues(survey.levels.counts.data(), survey.levels.counts.size(), bytes);
}

RecordingSurvey unpackSurvey(std::string_view& bytes) {
    RecordingSurvey survey;
    std::vector<Numbers> numbers;
    takeValues(bytes, numbers);
    takeValues(bytes, survey.sha256);
    takeValues(bytes, survey.levels.counts);
    survey.length = numbers.front().length;
    survey.stamp = numbers.front().stamp;
    survey.framesUsed = numbers.front().framesUsed;
    survey.levels.first = numbers.front().firstLevel;
    return survey;
}

} // namespace winnow::separation
