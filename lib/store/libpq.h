// libpq, loaded when first needed: linking it would add 5 ms to the start of every tool.
#pragma once

#include <libpq-fe.h>

#include "base/shared_library.h"

namespace tocsin::store {

struct LibPq {
// The formatter never settles on this list.
// clang-format off
#define TOCSIN_LIBPQ_CALLS(X)                                                       \
  X(PQconnectdb) X(PQfinish) X(PQstatus) X(PQerrorMessage) X(PQexec) X(PQprepare)   \
  X(PQexecPrepared) X(PQresultStatus) X(PQresultErrorField) X(PQresultErrorMessage) \
  X(PQclear) X(PQntuples) X(PQnfields) X(PQfname) X(PQftype) X(PQgetisnull)         \
  X(PQgetvalue) X(PQgetlength) X(PQcmdTuples) X(PQsetNoticeProcessor)
  // clang-format on
  TOCSIN_LIBPQ_CALLS(TOCSIN_CALL_MEMBER)
};

// Exit::unavailable where the library is not installed.
const LibPq& libpq();

}  // namespace tocsin::store
