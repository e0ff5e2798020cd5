#include "scrape/tell_wall.h"

#include "alert/alerts.h"
#include "base/text.h"
#include "store/blocked_pages.h"

namespace tocsin::scrape {
namespace {

std::string blocked_key(std::string_view platform) {
  return fmt::format("platform_blocked|{}", platform);
}

AlertDraft draft_of(const Fetched& f, const Wall& wall) {
  const store::PageClaim& page = f.page;
  const std::string url = to_utf8(f.result.response.final_url);
  AlertDraft draft;
  draft.kind = "platform_blocked";
  draft.priority = default_priority(draft.kind);
  draft.title = fmt::format("{} answers with {}", page.platform, describe(wall));
  draft.body = fmt::format("Page: {}\nRecognised by: {}", page.url, wall.evidence);
  if (url != page.url) draft.body += fmt::format("\nIt led to: {}", url);
  if (!f.screenshot.empty()) draft.body += fmt::format("\nPicture: {}", f.screenshot);
  draft.dedup_key = blocked_key(page.platform);
  draft.subject = {"platform", page.platform};
  draft.labels = {{"kind", draft.kind},
                  {"platform", page.platform},
                  {"wall", word(wall.kind)},
                  {"product", wall.product}};
  draft.metadata = {{"wall", word(wall.kind)},   {"product", wall.product},
                    {"evidence", wall.evidence}, {"status", f.result.response.status},
                    {"url", page.url},           {"led_to", url},
                    {"action_url", page.url}};
  if (!f.screenshot.empty()) draft.metadata["screenshot"] = f.screenshot;
  draft.recipients = {"role:ops_manager", "role:super_admin"};
  return draft;
}

}  // namespace

void tell_wall(store::Database& db, alert::Trail& trail, const ReadPage& page) {
  const Fetched& f = page.fetched;
  if (page.wall) {
    alert::raise(db, trail, draft_of(f, *page.wall));
    return;
  }
  // Asked only where a page comes back from failures: whatever was blocked has failed.
  if (is_failure(f.fetch_class) || !f.asked || f.page.failures == 0) return;
  if (store::has_blocked_pages(db, f.page.platform_id)) return;
  alert::resolve_by_key(db, trail, blocked_key(f.page.platform), "it lets us read again");
}

}  // namespace tocsin::scrape
