// SPDX-License-Identifier: GPL-3.0-or-later
/// The factory model's file, embedded into the program (embedded.S).
#include "models/factory.h"

extern "C" {
extern const std::byte winnow_factory_model_begin[];
extern const std::byte winnow_factory_model_end[];
}

namespace winnow::models {

std::span<const std::byte> factoryModelBytes() noexcept {
    return {winnow_factory_model_begin, winnow_factory_model_end};
}

} // namespace winnow::models
