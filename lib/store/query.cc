#include "store/query.h"

namespace tocsin::store {
namespace {

std::vector<const Query*>& register_of_queries() {
  static std::vector<const Query*> list;
  return list;
}

}  // namespace

Query::Query(std::string_view name, std::string_view sqlite, std::string_view postgres, Reach reach)
    : name_(name), sqlite_(sqlite), postgres_(postgres), reach_(reach) {
  register_of_queries().push_back(this);
}

const std::vector<const Query*>& Query::all() {
  return register_of_queries();
}

}  // namespace tocsin::store
