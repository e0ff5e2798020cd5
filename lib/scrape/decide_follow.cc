#include "scrape/decide_follow.h"

namespace tocsin::scrape {

std::vector<store::LinkedPage> pages_to_follow(const std::vector<PageLink>& links,
                                               const store::PageStanding& standing) {
  std::vector<store::LinkedPage> out;
  for (const PageLink& link : links) {
    store::PageStanding to = standing;
    if (link.kind == PageLink::Kind::next) {
      if (++to.part > link.limit) continue;
    } else {
      if (++to.depth > link.limit) continue;
      to.part = 1;
    }
    out.push_back({link.url, to, link.interval});
  }
  return out;
}

}  // namespace tocsin::scrape
