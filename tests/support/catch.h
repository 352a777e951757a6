// SPDX-License-Identifier: GPL-3.0-or-later
/// Catch2 under one name: Debian 12 has 2.13; version 3 has other headers (guarded, not tested here).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
