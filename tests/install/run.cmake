# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the libraries from BUILD, builds PROJECT against them in WORK and runs what it makes.
include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")

run("${CMAKE_COMMAND}" --install "${BUILD}" --component Development --prefix "${WORK}/prefix")
run(${configure})
run("${CMAKE_COMMAND}" --build "${WORK}/build")

run("${WORK}/build/topics")
if(NOT output MATCHES "divergence [0-9.]+ after [0-9]+ iterations\ntopic 0: word ([0-3])\ntopic 1: word ([0-3])\n")
  message(FATAL_ERROR "topics printed: ${output}")
endif()
math(EXPR first "${CMAKE_MATCH_1} / 2") # words 0 and 1 are of one topic, 2 and 3 of the other
math(EXPR second "${CMAKE_MATCH_2} / 2")
if(first EQUAL second)
  message(FATAL_ERROR "topics found the same words twice: ${output}")
endif()
run("${WORK}/build/clean_voice")
message(STATUS "${output}")
