# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the installed libraries share: run(COMMAND...) sets `output`, or ends with it; ${configure} is the
# command that configures PROJECT in WORK.
foreach(variable BUILD PROJECT WORK GENERATOR COMPILER CONFIG)
  if(NOT DEFINED ${variable})
    message(FATAL_ERROR "this script needs -D${variable}=...")
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

set(configure "${CMAKE_COMMAND}" -S "${PROJECT}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DCMAKE_CXX_FLAGS=-Wall -Wextra")
