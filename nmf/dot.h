// SPDX-License-Identifier: GPL-3.0-or-later
/// A sum of products, in double whatever the elements.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

/// <a, b>
template <class T> double dot(const T* a, const T* b, Index size) {
    double total = 0;
    for (Index i = 0; i < size; ++i)
        total += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return total;
}

} // namespace winnow::nmf
