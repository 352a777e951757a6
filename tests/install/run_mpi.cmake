# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the libraries from BUILD, builds PROJECT against them in WORK and runs it under mpirun. Where the component
# mpi is not to be had, find_package says why.
include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")

# refused(REASON OPTION...): the project is not configured, for that reason.
function(refused reason)
  file(REMOVE_RECURSE "${WORK}/build")
  execute_process(COMMAND ${configure} ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " out "${out}") # CMake breaks lines
  if(code EQUAL 0 OR NOT out MATCHES "The component mpi of Winnow cannot be used: ${reason}")
    message(FATAL_ERROR "expected to be refused: ${reason}\n${out}\nexit code ${code}")
  endif()
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --component Development --prefix "${WORK}/prefix")
if(NOT MPI)
  refused("this Winnow was built without MPI")
  message(STATUS "skipped: this build has no MPI")
  return()
endif()

run(${configure})
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/shared_topics")
set(alone "${output}")
if(NOT alone MATCHES "^1 process: divergence [0-9.]+")
  message(FATAL_ERROR "one process printed: ${alone}")
endif()
run("${MPIEXEC}" "${MPIEXEC_RANKS}" 2 "${WORK}/build/shared_topics")
string(REPLACE "1 process:" "2 processes:" expected "${alone}")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "two processes printed: ${output}\none: ${alone}")
endif()

refused("MPI was not found" -DCMAKE_DISABLE_FIND_PACKAGE_MPI=ON)
file(GLOB_RECURSE targets "${WORK}/prefix/*/WinnowNmfMpiTargets*.cmake")
file(REMOVE ${targets})
refused("this Winnow was built without MPI")
