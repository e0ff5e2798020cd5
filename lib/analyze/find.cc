#include "analyze/find.h"

#include <algorithm>

#include "analyze/wording.h"
#include "base/text.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

using store::StoredOffer;

constexpr std::string_view kGone = "no ticket on offer meets the watch any more";

// "2 tickets from £95.00", "tickets from £95.00", "tickets"
std::string on_offer(const Sight& s) {
  std::string out = s.state.tickets ? say_tickets(*s.state.tickets) : std::string("tickets");
  if (s.state.best) out += " from " + say_money(*s.state.best);
  return out;
}

void describe_best(const Sight& s, Finding& f) {
  if (s.met.best.offer == nullptr) return;
  f.reasons.push_back(describe(*s.met.best.offer));
  if (s.state.offers > 1) f.reasons.push_back(fmt::format("{} offers meet it", s.state.offers));
}

bool same_currency(const std::optional<Money>& a, const std::optional<Money>& b) {
  return a && b && a->currency == b->currency;
}

std::string below(const Money& price, const Money& reference, std::string_view what) {
  return fmt::format("{} is {} below {} ({})", say_money(price),
                     say_percent(change_in_tenths(reference, price)), what, say_money(reference));
}

// Why a price is news, and what it fell from.
struct Fall {
  std::optional<Money> from;
  std::vector<std::string> reasons;
};

PricePast past(const Sight& s) {
  std::vector<const History*> histories;
  for (const Met& m : s.met.offers) {
    const auto it = s.scene.history.find(m.offer->id);
    if (it != s.scene.history.end()) histories.push_back(&it->second);
  }
  return past_of(histories, s.state.best->currency, s.now);
}

void against_past(const Sight& s, Fall& fall) {
  const Money& price = *s.state.best;
  const Money& last = *s.before.best;
  const Money& base = *s.before.baseline;
  const PricePast known = past(s);
  std::optional<Money> low = known.low;
  if (same_currency(s.before.lowest, s.state.best) &&
      (!low || s.before.lowest->minor < low->minor)) {
    low = s.before.lowest;
  }
  // An unusual price is news from half the fall on, once there is a past to be unusual in.
  const bool news = known.tenth && fell_by(base, price, s.rules.drop / 2);
  if (low && price.minor < low->minor) {
    if (news && !fall.from) fall.from = base;
    fall.reasons.emplace_back("lowest since tracking began");
  }
  if (known.tenth && last.minor > known.tenth->minor && price.minor <= known.tenth->minor) {
    if (news && !fall.from) fall.from = base;
    fall.reasons.emplace_back("among the cheapest tenth of its prices in 90 days");
  }
}

Fall fall_of(const Sight& s) {
  Fall fall;
  if (s.first || !same_currency(s.before.baseline, s.state.best)) return fall;
  const Money& price = *s.state.best;
  const Money& base = *s.before.baseline;
  const bool looked = same_currency(s.before.best, s.state.best);
  if (looked && fell_by(*s.before.best, price, s.rules.drop)) {
    fall.from = s.before.best;
    fall.reasons.push_back(below(price, *s.before.best, "the last look"));
  } else if (fell_by(base, price, s.rules.drop)) {
    fall.from = base;
    fall.reasons.push_back(below(price, base, "where it stood"));
  }
  if (looked && price.minor < s.before.best->minor) against_past(s, fall);
  const auto& again = s.watch.criteria.again_if_better;
  if (again && same_currency(s.before.told, s.state.best)) {
    if (!fell_by(*s.before.told, price, *again)) {
      fall.from.reset();
    } else if (!fall.from) {
      fall.from = s.before.told;
      fall.reasons.push_back(below(price, *s.before.told, "what was last told"));
    }
  }
  return fall;
}

}  // namespace

Finding find_ticket_match(const Sight& s) {
  Finding f{.kind = "ticket_match"};
  f.holds = s.state.offers > 0;
  const bool returned = find_back_in_stock(s).begins && s.watch.criteria.wants("back_in_stock");
  f.begins = f.holds && s.before.offers == 0 && !returned;
  f.headline = on_offer(s);
  describe_best(s, f);
  f.ended = kGone;
  return f;
}

Finding find_price_drop(const Sight& s) {
  Finding f{.kind = "price_drop"};
  f.ended = kGone;
  if (!s.state.best) return f;
  const Money& price = *s.state.best;
  Fall fall = fall_of(s);
  f.reference = fall.from;
  if (!f.reference && s.is_open(f.kind)) f.reference = s.before.from;
  if (!f.reference && s.is_waiting(f.kind)) f.reference = s.before.baseline;
  if (!same_currency(f.reference, s.state.best)) f.reference.reset();
  f.begins = fall.from.has_value() || s.is_waiting(f.kind);
  f.holds = f.reference && price.minor < f.reference->minor;
  if (!f.holds) {
    f.ended = "back at " + say_money(price);
    return f;
  }
  f.value = fall.from || !s.is_open(f.kind) ? price.text() : s.before.open.at("price_drop").value;
  f.headline =
      fmt::format("{}, down {}", on_offer(s), say_percent(change_in_tenths(*f.reference, price)));
  f.reasons = std::move(fall.reasons);
  if (!fall.from) f.reasons = {below(price, *f.reference, "where it stood")};
  describe_best(s, f);
  return f;
}

Finding find_target_reached(const Sight& s) {
  Finding f{.kind = "target_reached"};
  const auto& target = s.watch.criteria.target_price;
  if (!target) {
    f.ended = "the watch has no target any more";
    return f;
  }
  f.ended = kGone;
  if (!same_currency(s.state.best, target)) return f;
  f.holds = f.begins = s.state.best->minor <= target->minor;
  f.ended =
      fmt::format("{} is over the target of {}", say_money(*s.state.best), say_money(*target));
  f.headline = fmt::format("{}, target {} reached", on_offer(s), say_money(*target));
  f.reasons.push_back(
      fmt::format("{} is within the target of {}", say_money(*s.state.best), say_money(*target)));
  describe_best(s, f);
  return f;
}

Finding find_back_in_stock(const Sight& s) {
  Finding f{.kind = "back_in_stock"};
  f.holds = s.state.offers > 0;
  f.begins =
      f.holds && !s.first && s.before.offers == 0 && (s.before.matched || s.before.meeting > 0);
  f.headline = fmt::format("on sale again, {}", on_offer(s));
  f.reasons.emplace_back("nothing was on offer at the last look");
  describe_best(s, f);
  f.ended = kGone;
  return f;
}

Finding find_low_inventory(const Sight& s) {
  Finding f{.kind = "low_inventory"};
  f.holds = s.state.low;
  f.begins = f.holds && s.before.offers > 0 && !s.before.low;
  const std::string left =
      s.state.tickets ? say_tickets(*s.state.tickets) : std::string("few tickets");
  f.headline = left + " left";
  if (s.state.best) f.headline += ", from " + say_money(*s.state.best);
  f.reasons.push_back(left + " that meet the watch are left");
  describe_best(s, f);
  f.ended = s.state.offers > 0 ? "there are more tickets again" : std::string(kGone);
  return f;
}

Finding find_budget_reached(const Sight& s) {
  Finding f{.kind = "budget_reached"};
  const auto& budget = s.watch.criteria.budget;
  if (!budget) {
    f.ended = "the watch has no budget any more";
    return f;
  }
  f.ended = kGone;
  const StoredOffer* offer = s.met.best_but_budget.offer;
  if (offer == nullptr || !same_currency(offer->each, budget)) return f;
  const std::int64_t tickets = s.watch.criteria.tickets();
  const Money total{offer->each->minor * tickets, budget->currency};
  f.holds = s.state.fits;
  f.begins = f.holds && !s.before.fits;
  f.headline = fmt::format("{} for {}, within the budget of {}", say_tickets(tickets),
                           say_money(total), say_money(*budget));
  f.reasons = {fmt::format("{} fits the budget of {}", say_money(total), say_money(*budget)),
               describe(*offer)};
  f.ended = fmt::format("{} for {} is over the budget of {}", say_money(total),
                        say_tickets(tickets), say_money(*budget));
  return f;
}

Finding find_on_sale_soon(const Sight& s) {
  Finding f{.kind = "on_sale_soon", .ended = "sales have begun"};
  const auto& from = s.scene.event.facts().on_sale_from;
  if (!from) {
    f.ended = "the beginning of sales is not known any more";
    return f;
  }
  if (*from > s.now + kSaleNotice) f.ended = "sales begin later";
  f.holds = f.begins = *from > s.now && *from <= s.now + kSaleNotice;
  f.value = format_instant(*from);
  const Zone zone = zone_of(s.scene.event, s.watch.watcher.zone);
  const std::string when = say_wall_time(zone.to_local(*from), false);
  const bool urgent = *from <= s.now + kSaleUrgent;
  f.priority = urgent ? 4 : 3;
  f.headline = "on sale from " + when;
  f.reasons.push_back(fmt::format("sales begin {} ({})", when, zone.name()));
  if (urgent) f.reasons.emplace_back("that is within the hour");
  return f;
}

Finding find_sold_out(const Sight& s) {
  Finding f{.kind = "sold_out", .value = "sold_out", .headline = "sold out", .priority = 2};
  const auto& offers = s.scene.offers;
  const bool said = std::any_of(offers.begin(), offers.end(), [](const StoredOffer& o) {
    return o.facts.availability == Availability::sold_out;
  });
  f.holds = !s.state.event_on_sale && (said || offers.empty());
  f.begins = f.holds && s.before.event_on_sale;
  f.reasons.emplace_back(said ? "every offer is sold out" : "every offer has gone");
  f.ended = s.state.event_on_sale ? "tickets are on sale again" : "no longer marked as sold out";
  return f;
}

}  // namespace tocsin::analyze
