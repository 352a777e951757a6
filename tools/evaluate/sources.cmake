# SPDX-License-Identifier: GPL-3.0-or-later
# `winnow evaluate`. Included by tools/CMakeLists.txt; paths are relative to its folder.
target_sources(winnow_tools PRIVATE evaluate.cpp evaluate/groups.cpp evaluate/listing.cpp evaluate/report.cpp)
