// SPDX-License-Identifier: GPL-3.0-or-later
/// One block after another of any H.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/kernels/kernels.h"

#include <algorithm>

namespace winnow::nmf {

/// change(columns, first, count) for all blocks in order, each written back after it.
template <class T, class Change> void changeBlocks(ActivationStore<T>& H, const Change& change) {
    Matrix<T> block;
    for (Index first = 0; first < H.columns(); first += kernels::kTileColumns) {
        const Index count = std::min(kernels::kTileColumns, H.columns() - first);
        if (T* const inPlace = H.edit(first)) {
            change(inPlace, first, count);
            continue;
        }
        block.resize(H.rows(), count);
        H.read(first, count, block.data());
        change(block.data(), first, count);
        H.write(first, count, block.data());
    }
}

/// The same of blocks that hold nothing yet: they are not read.
template <class T, class Fill> void fillBlocks(ActivationStore<T>& H, const Fill& fill) {
    Matrix<T> block;
    for (Index first = 0; first < H.columns(); first += kernels::kTileColumns) {
        const Index count = std::min(kernels::kTileColumns, H.columns() - first);
        T* const inPlace = H.edit(first);
        if (inPlace == nullptr) block.resize(H.rows(), count);
        fill(inPlace != nullptr ? inPlace : block.data(), first, count);
        if (inPlace == nullptr) H.write(first, count, block.data());
    }
}

} // namespace winnow::nmf
