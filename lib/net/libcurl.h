// libcurl, loaded when first needed: linking it would add 7 ms to the start of tools that may
// have nothing to send or to fetch. For .cc files of this floor only.
#pragma once

#include <curl/curl.h>

#include "base/shared_library.h"

namespace tocsin::net {

struct LibCurl {
#define TOCSIN_LIBCURL_CALLS(X) \
  X(curl_easy_cleanup)          \
  X(curl_easy_getinfo)          \
  X(curl_easy_init)             \
  X(curl_easy_setopt)           \
  X(curl_easy_strerror)         \
  X(curl_free)                  \
  X(curl_global_init)           \
  X(curl_multi_add_handle)      \
  X(curl_multi_cleanup)         \
  X(curl_multi_info_read)       \
  X(curl_multi_init)            \
  X(curl_multi_remove_handle)   \
  X(curl_multi_setopt)          \
  X(curl_multi_socket_action)   \
  X(curl_multi_strerror)        \
  X(curl_share_cleanup)         \
  X(curl_share_init)            \
  X(curl_share_setopt)          \
  X(curl_url)                   \
  X(curl_url_cleanup)           \
  X(curl_url_get)               \
  X(curl_url_set)
  TOCSIN_LIBCURL_CALLS(TOCSIN_CALL_MEMBER)
};

// Exit::unavailable where the library is not installed.
const LibCurl& libcurl();

}  // namespace tocsin::net
