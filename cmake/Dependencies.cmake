# SPDX-License-Identifier: GPL-3.0-or-later
# Every dependency, found in this one file. Each comes from a Debian package named in tools/packages-debian.txt;
# when one is missing, the message names the package.

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
  message(FATAL_ERROR "pkg-config not found. Install the Debian package 'pkg-config', or run tools/setup.")
endif()

# winnow_require_pkg(TARGET module debian-package): imported target Winnow::dep::TARGET from pkg-config.
function(winnow_require_pkg target module package)
  pkg_check_modules(WINNOW_${target} QUIET IMPORTED_TARGET GLOBAL ${module})
  if(NOT WINNOW_${target}_FOUND)
    message(FATAL_ERROR "${module} not found. Install the Debian package '${package}', or run tools/setup.")
  endif()
  add_library(Winnow::dep::${target} ALIAS PkgConfig::WINNOW_${target})
endfunction()

# winnow_require_config(name debian-package): a package that brings its own CMake configuration.
macro(winnow_require_config name package)
  find_package(${name} CONFIG QUIET)
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} not found. Install the Debian package '${package}', or run tools/setup.")
  endif()
endmacro()

find_package(Threads REQUIRED)
winnow_require_config(Eigen3 libeigen3-dev)
winnow_require_config(CLI11 libcli11-dev)
winnow_require_config(nlohmann_json nlohmann-json3-dev)
winnow_require_config(fmt libfmt-dev)
winnow_require_pkg(fftw fftw3f libfftw3-dev)
winnow_require_pkg(sndfile sndfile libsndfile1-dev)
winnow_require_pkg(soxr soxr libsoxr-dev)
winnow_require_pkg(md libmd libmd-dev)
winnow_require_pkg(xxhash libxxhash libxxhash-dev)
winnow_require_pkg(cairo cairo libcairo2-dev)
winnow_require_pkg(zip libzip libzip-dev)

# Optional: without it everything works in one process.
if(WINNOW_MPI)
  find_package(MPI QUIET COMPONENTS CXX)
  if(NOT MPI_CXX_FOUND)
    message(STATUS "MPI not found: nothing will run under mpirun. Install the Debian package 'libopenmpi-dev'.")
    set(WINNOW_MPI OFF)
  endif()
endif()

if(WINNOW_BUILD_TESTS)
  winnow_require_config(Catch2 catch2)
endif()
if(WINNOW_BUILD_BENCHMARKS)
  winnow_require_config(benchmark libbenchmark-dev)
endif()

if(WINNOW_BUILD_PLUGIN)
  enable_language(C)
  winnow_require_config(JUCE juce-modules-source)
  # Debian takes these codecs out of JUCE's sources.
  winnow_require_pkg(flac flac libflac-dev)
  winnow_require_pkg(vorbis vorbis libvorbis-dev)
  winnow_require_pkg(vorbisenc vorbisenc libvorbis-dev)
  winnow_require_pkg(vorbisfile vorbisfile libvorbis-dev)
  winnow_require_pkg(ogg ogg libogg-dev)
  winnow_require_pkg(freetype freetype2 libfreetype-dev)
  target_link_libraries(juce_audio_formats INTERFACE
    Winnow::dep::flac Winnow::dep::vorbisenc Winnow::dep::vorbisfile Winnow::dep::vorbis Winnow::dep::ogg)
endif()
