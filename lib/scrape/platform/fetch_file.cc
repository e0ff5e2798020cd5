#include "scrape/platform/fetch_file.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "net/url.h"

namespace tocsin::scrape {
namespace {

using Known = std::string_view;
constexpr Known kFetchKeys[] = {"headers", "user_agents", "delay",  "at_once", "min_interval",
                                "cookies", "render",      "secret", "quota"};
constexpr Known kRenderKeys[] = {"wait_for", "dismiss", "timeout"};
constexpr Known kSecretKeys[] = {"origin", "parameter", "key"};
constexpr Known kQuotaKeys[] = {"left", "reset"};
// The credentials that platforms may ask the configuration for (cli/config_keys.cc).
constexpr Known kCredentials[] = {"ticketmaster.api_key", "seatgeek.client_id",
                                  "bandsintown.app_id", "eventbrite.token"};
// Ours to send: a file cannot pretend to come from elsewhere or break what the transfer needs.
constexpr Known kOurHeaders[] = {"host",       "user-agent",     "accept-encoding",
                                 "connection", "content-length", "cookie"};

std::optional<Duration> duration(const TomlTable& t, std::string_view key) {
  const auto text = t.text(key);
  if (!text) return std::nullopt;
  const auto value = parse_duration(*text);
  if (!value || *value < Duration{0}) {
    t.refuse(key, fmt::format("'{}' must be a duration such as \"2s\"", key));
  }
  return value;
}

void read_headers(const TomlTable& t, Fetching& out) {
  const toml::node* node = t.node("headers");
  if (node == nullptr) return;
  const toml::table* headers = node->as_table();
  if (headers == nullptr)
    t.refuse(*node, "'headers' must be a table: { Accept-Language = \"pl\" }");
  for (const auto& [name, value] : *headers) {
    const auto text = value.value_exact<std::string>();
    if (!text) t.refuse(value, fmt::format("'{}' must be a text", name.str()));
    const std::string lower = to_lower(name.str());
    if (std::find(std::begin(kOurHeaders), std::end(kOurHeaders), lower) != std::end(kOurHeaders)) {
      t.refuse(value, fmt::format("the header '{}' is not a file's to set", name.str()));
    }
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    if (std::any_of(text->begin(), text->end(), is_control) ||
        lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != lower.npos) {
      t.refuse(value, fmt::format("'{}' is no header that HTTP allows", name.str()));
    }
    out.headers.push_back({std::string(name.str()), *text});
  }
}

void read_render(const TomlTable& t, Fetching& out) {
  const auto render = t.table("render", kRenderKeys);
  if (!render) return;
  Rendering& r = out.render.emplace();
  r.wait_for = render->text("wait_for").value_or("");
  r.dismiss = render->texts("dismiss");
  r.timeout = duration(*render, "timeout").value_or(r.timeout);
}

void read_secrets(const TomlTable& t, Platform& out) {
  for (const auto& [name, secret] : t.tables("secret", kSecretKeys)) {
    const std::string key = secret.required_text("key");
    if (std::find(std::begin(kCredentials), std::end(kCredentials), key) ==
        std::end(kCredentials)) {
      secret.refuse("key", fmt::format("the configuration has no credential '{}', only {}", key,
                                       fmt::join(kCredentials, ", ")));
    }
    const std::string origin = secret.required_text("origin");
    const auto url = net::Url::parse(origin);
    if (!url || url->origin() != origin) {
      secret.refuse("origin", "'origin' must be a server such as \"https://api.site.example\"");
    }
    out.secrets.push_back({origin, secret.required_text("parameter"), key});
  }
}

}  // namespace

void read_fetching(const TomlTable& file, Platform& out) {
  const auto t = file.table("fetch", kFetchKeys);
  if (!t) return;
  Fetching& f = out.fetching;
  read_headers(*t, f);
  f.user_agents = t->texts("user_agents");
  f.host_delay = duration(*t, "delay");
  if (const auto jobs = t->integer("at_once")) {
    if (*jobs < 1 || *jobs > 64) t->refuse("at_once", "'at_once' must be 1 to 64");
    f.host_jobs = static_cast<int>(*jobs);
  }
  f.min_interval = duration(*t, "min_interval");
  f.cookies = t->flag("cookies");
  read_render(*t, f);
  read_secrets(*t, out);
  if (const auto quota = t->table("quota", kQuotaKeys)) {
    f.quota = Quota{quota->required_text("left"), quota->required_text("reset")};
  }
}

}  // namespace tocsin::scrape
