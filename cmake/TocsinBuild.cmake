# How our code is compiled: warnings are errors, ccache and a fast linker where present.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers carry time stamps; ccache(1), "Precompiled headers".
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion
                    -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wshadow=local -fpch-preprocess)
endif()
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
# g++ 12 sees overruns in optimised std::string code that are not there (its bugs 105329, 105651);
# the debug and sanitizer builds keep these warnings.
set(CMAKE_CXX_FLAGS_RELEASE
    "-O2 -g0 -DNDEBUG -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds")
# A tool starts sooner without what it never calls of the libraries that come with it.
string(APPEND CMAKE_CXX_FLAGS_RELEASE " -ffunction-sections -fdata-sections")
set(CMAKE_EXE_LINKER_FLAGS_RELEASE "-Wl,--gc-sections")
add_link_options(-Wl,--as-needed)

set(TOCSIN_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, comma-separated")
if(TOCSIN_SANITIZE)
  add_compile_options(-fsanitize=${TOCSIN_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TOCSIN_SANITIZE})
endif()

# A floor of the house: every .cc below lib/NAME, linked to the floors it stands on.
function(tocsin_library name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE_LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_library(tocsin_${name} STATIC ${sources})
  target_include_directories(tocsin_${name} PUBLIC ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(tocsin_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  target_precompile_headers(tocsin_${name} REUSE_FROM tocsin_pch)
endfunction()
