# SPDX-License-Identifier: GPL-3.0-or-later
# What every Winnow target has in common.

# Language level, warnings and sanitizers of the project's own code.
function(winnow_common_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast)
  if(WINNOW_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(WINNOW_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${WINNOW_SANITIZE} -fno-omit-frame-pointer
                                            -fno-sanitize-recover=undefined)
    target_link_options(${target} PUBLIC -fsanitize=${WINNOW_SANITIZE})
    target_compile_definitions(${target} PUBLIC WINNOW_SANITIZED=1)
  endif()
endfunction()

# winnow_library(NAME source...): static library winnow_NAME, alias Winnow::NAME, included as "NAME/file.h".
function(winnow_library name)
  add_library(winnow_${name} STATIC ${ARGN})
  add_library(Winnow::${name} ALIAS winnow_${name})
  target_include_directories(winnow_${name} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
  winnow_common_options(winnow_${name})
endfunction()
