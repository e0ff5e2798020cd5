#include "inbound/handle.h"

#include <algorithm>

#include "base/log.h"
#include "inbound/routes.h"

namespace tocsin::inbound {
namespace {

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

bool may_come(const Settings& settings, Caller caller, const net::IpAddress& address) {
  const auto& allowed = settings.allowed.at(static_cast<std::size_t>(caller));
  return allowed.empty() || std::any_of(allowed.begin(), allowed.end(),
                                        [&](const net::Network& n) { return n.contains(address); });
}

int status_of(BodyFault fault) {
  switch (fault) {
    case BodyFault::none:
      break;
    case BodyFault::too_large:
      return 413;
    case BodyFault::too_slow:
      return 408;
    case BodyFault::too_short:
      return 400;
  }
  return 200;
}

Answer expired() {
  return page(403, "This link has expired", "Links in messages hold for some time only.");
}

}  // namespace

Answer handle(const Variables& variables, int body, const Settings& settings, Instant now,
              const std::function<store::Database&()>& open) {
  auto request = read_request(variables);
  if (!request) return refuse(400);
  const auto address = caller_of(*request, settings.proxies);
  if (!address) return refuse(400);
  const auto has_allowance = [&] {
    store::Database& db = open();
    const std::string counted = counted_as(*address);
    return db.transaction([&] { return store::may_call(db, counted, settings.allowance, now); });
  };

  std::string_view rest;
  const Route* const route = find_route(request->path, rest);
  if (route == nullptr) return refuse(has_allowance() ? 404 : 429);
  if (!has_word(route->methods, request->method)) {
    Answer answer = refuse(has_allowance() ? 405 : 429);
    answer.allow = route->methods;
    return answer;
  }
  if (!may_come(settings, route->caller, *address)) return refuse(has_allowance() ? 403 : 429);
  if (request->method == "POST") {
    Body read = read_body(body, request->content_length, settings.max_body, settings.body_time);
    if (read.fault != BodyFault::none) return refuse(has_allowance() ? status_of(read.fault) : 429);
    request->body = std::move(read.bytes);
  }

  const Call call{*request, settings, now, rest};
  const Proof proof = route->prove(call);
  const bool of_provider = route->caller != Caller::link;
  if ((!of_provider || proof != Proof::good) && !has_allowance()) return refuse(429);
  if (proof == Proof::expired) return expired();
  if (proof != Proof::good) {
    log::info("", "{} {}: not proven to be from {}", request->method, route->path,
              word(route->caller));
    return refuse(403);
  }
  store::Database& db = open();
  alert::Trail trail(db, fmt::format("inbound:{}", word(route->caller)), now);
  return db.transaction([&] {
    trail.clear();
    Answer answer = route->act(call, db, trail);
    trail.flush();
    return answer;
  });
}

}  // namespace tocsin::inbound
