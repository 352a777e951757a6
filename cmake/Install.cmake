# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries for other projects: find_package(Winnow COMPONENTS nmf separation) gives Winnow::nmf and
# Winnow::separation, the component mpi Winnow::nmf_mpi where this build has MPI. Headers go to include/winnow, which the targets add, so that they are included as in here:
# "nmf/factorize.h". `cmake --install BUILD --component Development --prefix DIR` installs nothing else.
include(CMakePackageConfigHelpers)

set(WINNOW_HEADER_DIR "${CMAKE_INSTALL_INCLUDEDIR}/winnow")
set(WINNOW_CONFIG_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/Winnow")

# winnow_install(NAME EXPORT): the static library winnow_NAME as Winnow::NAME.
function(winnow_install name export)
  set_target_properties(winnow_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS winnow_${name} EXPORT ${export} COMPONENT Development
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          INCLUDES DESTINATION "${WINNOW_HEADER_DIR}")
endfunction()
winnow_install(nmf WinnowNmf)
foreach(name system dsp models separation)
  winnow_install(${name} WinnowSeparation)
endforeach()
set(WINNOW_EXPORTS WinnowNmf WinnowSeparation)
if(WINNOW_MPI)
  winnow_install(nmf_mpi WinnowNmfMpi)
  list(APPEND WINNOW_EXPORTS WinnowNmfMpi)
endif()
foreach(export IN LISTS WINNOW_EXPORTS)
  install(EXPORT ${export} NAMESPACE Winnow:: FILE ${export}Targets.cmake
          DESTINATION "${WINNOW_CONFIG_DIR}" COMPONENT Development)
endforeach()

# What is meant for others: each function's comment holds for a whole minor version.
function(winnow_install_headers folder)
  list(TRANSFORM ARGN PREPEND "${folder}/")
  list(TRANSFORM ARGN APPEND ".h")
  install(FILES ${ARGN} DESTINATION "${WINNOW_HEADER_DIR}/${folder}" COMPONENT Development)
endfunction()
winnow_install_headers(nmf activation_store beta_divergence column_source communicator factorize factorize_columns factorize_row_major
                       factorize_sparse factorize_sparse_columns frame_solver invalid_input nnls random restarts sharing
                       simd sparse sparse_source types)
winnow_install_headers(nmf/exact anchor_words rank_factorization separable)
if(WINNOW_MPI)
  winnow_install_headers(nmf/mpi mpi_communicator)
endif()
winnow_install_headers(nmf/reading assignment components consensus held_out plsa uniqueness)
winnow_install_headers(nmf/variants convolutive hierarchical hoyer joint online online_convolutive orthogonal semi_convex sequential smooth
                       symmetric tensor total_variation tri_factorization variant weighted)
winnow_install_headers(dsp audio_file audio_sink audio_source resampler)
winnow_install_headers(separation bss_eval constants dictionary evaluation evaluation_pairs learn_noise metrics model
                       model_file nmf_settings offline_denoiser separator sha256 stream_spec streaming_denoiser)

configure_package_config_file(cmake/WinnowConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/cmake/WinnowConfig.cmake"
  INSTALL_DESTINATION "${WINNOW_CONFIG_DIR}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/cmake/WinnowConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/cmake/WinnowConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/cmake/WinnowConfigVersion.cmake"
        DESTINATION "${WINNOW_CONFIG_DIR}" COMPONENT Development)
