// SPDX-License-Identifier: GPL-3.0-or-later
/// Metadata from and to an open sound file.
#include "dsp/sndfile_metadata.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace winnow::dsp {

namespace {

constexpr std::size_t largestCodingHistory = 16384; // libsndfile keeps no longer one
constexpr std::uint32_t mostCues = 10000;

using BroadcastInfo = SF_BROADCAST_INFO_VAR(largestCodingHistory);

std::vector<std::uint8_t> readBroadcastInfo(SNDFILE* file) {
    BroadcastInfo info{};
    if (sf_command(file, SFC_GET_BROADCAST_INFO, &info, sizeof info) != SF_TRUE) return {};
    const std::size_t size =
        std::min(offsetof(BroadcastInfo, coding_history) + info.coding_history_size, sizeof info);
    std::vector<std::uint8_t> bytes(size);
    std::memcpy(bytes.data(), &info, size);
    return bytes;
}

std::vector<std::uint8_t> readCues(SNDFILE* file) {
    std::uint32_t count = 0;
    if (sf_command(file, SFC_GET_CUE_COUNT, &count, sizeof count) != SF_TRUE || count == 0) return {};
    std::vector<std::uint8_t> bytes(sizeof count + std::min(count, mostCues) * sizeof(SF_CUE_POINT));
    if (sf_command(file, SFC_GET_CUE, bytes.data(), static_cast<int>(bytes.size())) != SF_TRUE) return {};
    return bytes;
}

/// libsndfile reads the counts inside these blocks, so they must agree with the blocks' sizes.
bool isWholeBroadcastInfo(const std::vector<std::uint8_t>& bytes) {
    constexpr std::size_t fixed = offsetof(BroadcastInfo, coding_history);
    if (bytes.size() < fixed || bytes.size() > sizeof(BroadcastInfo)) return false;
    std::uint32_t history = 0;
    std::memcpy(&history, bytes.data() + offsetof(BroadcastInfo, coding_history_size), sizeof history);
    return history == bytes.size() - fixed;
}

bool isWholeCueList(const std::vector<std::uint8_t>& bytes) {
    std::uint32_t count = 0;
    if (bytes.size() < sizeof count) return false;
    std::memcpy(&count, bytes.data(), sizeof count);
    return count <= mostCues && bytes.size() == sizeof count + count * sizeof(SF_CUE_POINT);
}

} // namespace

AudioMetadata readMetadata(SNDFILE* file, int channels) {
    AudioMetadata metadata;
    for (int key = SF_STR_FIRST; key <= SF_STR_LAST; ++key) {
        const char* text = sf_get_string(file, key);
        if (text != nullptr && *text != '\0') metadata.strings[key] = text;
    }
    metadata.broadcastInfo = readBroadcastInfo(file);
    metadata.cues = readCues(file);
    std::vector<int> map(static_cast<std::size_t>(channels));
    if (sf_command(file, SFC_GET_CHANNEL_MAP_INFO, map.data(), static_cast<int>(map.size() * sizeof(int))) ==
        SF_TRUE)
        metadata.channelMap = std::move(map);
    return metadata;
}

void writeMetadata(SNDFILE* file, const AudioMetadata& metadata) {
    for (const auto& [key, text] : metadata.strings)
        sf_set_string(file, key, text.c_str());
    // libsndfile only reads what these commands are given.
    const auto set = [file](int command, const auto& values) {
        auto copy = values;
        sf_command(file, command, copy.data(), static_cast<int>(copy.size() * sizeof copy[0]));
    };
    if (isWholeBroadcastInfo(metadata.broadcastInfo)) set(SFC_SET_BROADCAST_INFO, metadata.broadcastInfo);
    if (isWholeCueList(metadata.cues)) set(SFC_SET_CUE, metadata.cues);
    if (!metadata.channelMap.empty()) set(SFC_SET_CHANNEL_MAP_INFO, metadata.channelMap);
}

} // namespace winnow::dsp
