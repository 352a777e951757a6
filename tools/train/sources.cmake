# SPDX-License-Identifier: GPL-3.0-or-later
# `winnow train`. Included by tools/CMakeLists.txt; paths are relative to its folder.
target_sources(winnow_tools PRIVATE train.cpp train/options.cpp train/report.cpp)
