# The libraries we build on, by their Debian 12 names (see packages in ./dev).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
pkg_check_modules(ICAL REQUIRED libical)  # loaded at run time
find_path(TOMLPP_INCLUDE toml++/toml.h REQUIRED)
find_path(LIBPQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)  # loaded at run time
find_path(LIBCRYPTO_INCLUDE openssl/evp.h REQUIRED)                           # likewise
find_path(DATE_INCLUDE date/tz.h REQUIRED)
find_library(DATE_LIBRARY date-tz REQUIRED)
# Its pkg-config file asks for -pthread in compilation, which the precompiled headers have not.
find_path(RE2_INCLUDE re2/re2.h REQUIRED)
find_library(RE2_LIBRARY re2 REQUIRED)

# Every program carries these three, so that a job of cron's starts with fewer files to map and
# symbols to look up. A distribution that wants to mend them for all programs at once turns it off.
option(TOCSIN_ARCHIVES "Link SQLite, libsodium and zlib from their archives" ON)
if(TOCSIN_ARCHIVES)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
endif()
find_package(ZLIB REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
if(TOCSIN_ARCHIVES)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .so .a)
  target_link_libraries(PkgConfig::SQLITE INTERFACE m ${CMAKE_DL_LIBS})
endif()

# In place of malloc(3) where a fifth of the time went there. Sanitizers bring their own.
add_library(tocsin_allocator INTERFACE)
if(NOT TOCSIN_SANITIZE)
  find_library(MIMALLOC_LIBRARY mimalloc REQUIRED)
  target_link_libraries(tocsin_allocator INTERFACE ${MIMALLOC_LIBRARY})
endif()
add_library(tocsin_date INTERFACE)
target_include_directories(tocsin_date SYSTEM INTERFACE ${DATE_INCLUDE})
target_link_libraries(tocsin_date INTERFACE ${DATE_LIBRARY})
add_library(tocsin_re2 INTERFACE)
target_include_directories(tocsin_re2 SYSTEM INTERFACE ${RE2_INCLUDE})
target_link_libraries(tocsin_re2 INTERFACE ${RE2_LIBRARY})
add_library(tocsin_tomlpp INTERFACE)
target_include_directories(tocsin_tomlpp SYSTEM INTERFACE ${TOMLPP_INCLUDE})
# Headers only: these are loaded when first needed (lib/base/shared_library.h).
add_library(tocsin_libcurl INTERFACE)
target_include_directories(tocsin_libcurl SYSTEM INTERFACE ${CURL_INCLUDE_DIRS})
add_library(tocsin_libical INTERFACE)
target_include_directories(tocsin_libical SYSTEM INTERFACE ${ICAL_INCLUDE_DIRS})
add_library(tocsin_libpq INTERFACE)
target_include_directories(tocsin_libpq SYSTEM INTERFACE ${LIBPQ_INCLUDE})
add_library(tocsin_libcrypto INTERFACE)
target_include_directories(tocsin_libcrypto SYSTEM INTERFACE ${LIBCRYPTO_INCLUDE})

# Boosted trees of tocsin-analyze. Its own CMake file is broken in Debian 12.
find_path(XGBOOST_INCLUDE xgboost/c_api.h)  # loaded at run time
if(NOT XGBOOST_INCLUDE)
  message(FATAL_ERROR "XGBoost's header xgboost/c_api.h is missing: install the package libxgboost-dev")
endif()
add_library(tocsin_xgboost INTERFACE)
target_include_directories(tocsin_xgboost SYSTEM INTERFACE ${XGBOOST_INCLUDE})

# Matrices of the forecasters; header-only.
find_path(EIGEN_INCLUDE Eigen/Core PATH_SUFFIXES eigen3 REQUIRED)
add_library(tocsin_eigen INTERFACE)
target_include_directories(tocsin_eigen SYSTEM INTERFACE ${EIGEN_INCLUDE})
# Its SSE code does not compile without optimisation beside a precompiled header; ours are tiny.
target_compile_definitions(tocsin_eigen INTERFACE EIGEN_DONT_VECTORIZE)