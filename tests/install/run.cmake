# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the libraries from BUILD, builds PROJECT against them in WORK and runs what it makes.
foreach(variable BUILD PROJECT WORK GENERATOR COMPILER CONFIG)
  if(NOT DEFINED ${variable})
    message(FATAL_ERROR "run.cmake needs -D${variable}=...")
  endif()
endforeach()
file(REMOVE_RECURSE "${WORK}")

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT code EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${out}\nexit code ${code}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --component Development --prefix "${WORK}/prefix")
run("${CMAKE_COMMAND}" -S "${PROJECT}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DCMAKE_CXX_FLAGS=-Wall -Wextra")
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
