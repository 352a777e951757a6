# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of `winnow train` and `winnow evaluate`, relative to this folder.
target_sources(winnow_tools_tests PRIVATE evaluate_report_test.cpp evaluate_test.cpp train_test.cpp train_unfolded_test.cpp)
