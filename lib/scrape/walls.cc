#include "scrape/walls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "net/url.h"
#include "scrape/wall_signatures.h"

namespace tocsin::scrape {
namespace {

// What an interstitial says fits into a few sentences; a page about events has more to tell.
constexpr std::size_t kBareText = 1'500;
constexpr std::size_t kLongestTitle = 300;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `text` is in lower case.
bool starts_with(std::string_view where, std::string_view text) {
  if (where.size() < text.size()) return false;
  return std::equal(text.begin(), text.end(), where.begin(),
                    [](char t, char w) { return t == lower(w); });
}

bool holds(std::string_view where, std::string_view text) {
  for (; where.size() >= text.size(); where.remove_prefix(1)) {
    if (starts_with(where, text)) return true;
  }
  return false;
}

// The table by place, and the body's texts by their first byte.
struct SignIndex {
  std::array<std::vector<const WallSign*>, 256> body;
  std::vector<const WallSign*> elsewhere;
};

const SignIndex& sign_index() {
  static const SignIndex index = [] {
    SignIndex made;
    for (const WallSign& sign : wall_signs()) {
      if (sign.place == SignPlace::body) {
        made.body[static_cast<unsigned char>(sign.text.front())].push_back(&sign);
      } else {
        made.elsewhere.push_back(&sign);
      }
    }
    return made;
  }();
  return index;
}

// What one pass over the body tells.
struct BodyFacts {
  std::vector<const WallSign*> signs;  // each once
  std::string_view title;
  std::size_t text = 0;  // bytes that a reader sees, blanks left out
  bool has_password = false;
};

// Where tags, comments and the content of <script>, <style> and <title> are, as far as counting
// what is shown needs it. Attribute values with '>' in them count some bytes too many.
class ShownText {
 public:
  // At each byte in order; true where it is text that is shown.
  bool step(std::string_view body, std::size_t at) {
    if (at < skip_to_) return false;
    if (body[at] == '<') {
      skip_to_ = end_of_markup(body, at);
      return false;
    }
    const char c = body[at];
    return c != ' ' && c != '\n' && c != '\r' && c != '\t';
  }
  std::string_view title;

 private:
  std::size_t end_of_markup(std::string_view body, std::size_t at) {
    const std::string_view rest = body.substr(at);
    if (rest.starts_with("<!--")) return behind(body, body.find("-->", at), 3);
    const std::size_t tag = behind(body, body.find('>', at), 1);
    for (const std::string_view name : {"<script", "<style", "<title"}) {
      if (!starts_with(rest, name)) continue;
      const std::size_t end = closing(body, tag, name.substr(1));
      if (name == "<title" && title.empty()) {
        title = body.substr(tag, std::min(end - tag, kLongestTitle));
      }
      return end;
    }
    return tag;
  }
  static std::size_t behind(std::string_view body, std::size_t found, std::size_t length) {
    return found == body.npos ? body.size() : found + length;
  }
  static std::size_t closing(std::string_view body, std::size_t from, std::string_view name) {
    for (std::size_t at = body.find("</", from); at != body.npos; at = body.find("</", at + 2)) {
      if (starts_with(body.substr(at + 2), name)) return at;
    }
    return body.size();
  }

  std::size_t skip_to_ = 0;
};

// At an attribute type=password, quoted or not.
bool is_password_type(std::string_view rest) {
  constexpr std::string_view kType = "type=";
  if (!starts_with(rest, kType)) return false;
  rest.remove_prefix(kType.size());
  if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
  return starts_with(rest, "password");
}

BodyFacts read_body(std::string_view body) {
  const SignIndex& index = sign_index();
  BodyFacts facts;
  ShownText shown;
  for (std::size_t at = 0; at < body.size(); ++at) {
    facts.text += shown.step(body, at) ? 1 : 0;
    const char first = lower(body[at]);
    for (const WallSign* sign : index.body[static_cast<unsigned char>(first)]) {
      if (starts_with(body.substr(at), sign->text) &&
          std::find(facts.signs.begin(), facts.signs.end(), sign) == facts.signs.end()) {
        facts.signs.push_back(sign);
      }
    }
    if (first == 't' && is_password_type(body.substr(at))) facts.has_password = true;
  }
  facts.title = trim(shown.title);
  return facts;
}

bool has_cookie(const net::ResponseHeaders& headers, std::string_view prefix) {
  const std::vector<net::Header> all = headers.list();
  return std::any_of(all.begin(), all.end(), [&](const net::Header& h) {
    return equal_ignoring_case(h.name, "Set-Cookie") && starts_with(h.value, prefix);
  });
}

bool is_under(std::string_view host, std::string_view text) {
  if (text.ends_with('.')) return host.starts_with(text);
  return host == text || (host.size() > text.size() && host.ends_with(text) &&
                          host[host.size() - text.size() - 1] == '.');
}

bool is_there(const WallSign& sign, const WallInput& answer, const BodyFacts& body,
              std::string_view other_host) {
  switch (sign.place) {
    case SignPlace::header: {
      const auto value = answer.headers.find(sign.name);
      return value && holds(*value, sign.text);
    }
    case SignPlace::cookie:
      return has_cookie(answer.headers, sign.text);
    case SignPlace::host:
      return is_under(other_host, sign.text);
    case SignPlace::title:
      return holds(body.title, sign.text);
    case SignPlace::body:
      return false;  // read_body() has found those
  }
  return false;
}

std::string evidence_of(const WallSign& sign) {
  switch (sign.place) {
    case SignPlace::header:
      return fmt::format("header {}{}{}", sign.name, sign.text.empty() ? "" : ": ", sign.text);
    case SignPlace::cookie:
      return fmt::format("cookie {}", sign.text);
    case SignPlace::host:
      return fmt::format("host {}", sign.text);
    case SignPlace::title:
      return fmt::format("title \"{}\"", sign.text);
    case SignPlace::body:
      return fmt::format("\"{}\" in the page", sign.text);
  }
  return "";
}

// What products that turn clients away answer with: 202 and 405 are AWS WAF's, 428 is Akamai's,
// 429 Kasada's and Vercel's, 503 was Cloudflare's; the others are usual.
bool refuses(int status) {
  constexpr std::array kRefusing{202, 400, 401, 403, 405, 406, 412, 418, 428, 429, 430, 501, 503};
  return std::find(kRefusing.begin(), kRefusing.end(), status) != kRefusing.end();
}

bool counts(SignProof proof, bool refused, bool bare, bool has_words, bool has_widget) {
  switch (proof) {
    case SignProof::says_so:
      return true;
    case SignProof::refused:
      return refused;
    case SignProof::bare:
      return refused || bare;
    case SignProof::widget:
      return has_words ? refused || bare : refused && bare;
    case SignProof::words:
      return (refused && bare) || (bare && has_widget);
  }
  return false;
}

bool has_login_segment(std::string_view path) {
  constexpr std::array<std::string_view, 6> kWords{"login",   "log-in",   "signin",
                                                   "sign-in", "anmelden", "connexion"};
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    for (const std::string_view word : kWords) {
      if (starts_with(segment, word)) return true;
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

// Led elsewhere, to an address that says login, where a password is asked for.
std::optional<Wall> find_login(const BodyFacts& body, const std::optional<net::Url>& asked,
                               const std::optional<net::Url>& final_url) {
  if (!asked || !final_url || !body.has_password || *asked == *final_url) return std::nullopt;
  if (has_login_segment(asked->path())) return std::nullopt;
  if (!has_login_segment(final_url->path()) && !final_url->host().starts_with("login.")) {
    return std::nullopt;
  }
  return Wall{WallKind::login, "", fmt::format("led to {}", final_url->origin())};
}

}  // namespace

std::optional<Wall> find_wall(const WallInput& answer) {
  const std::string_view prefix = answer.body.substr(0, kWallPrefix);
  BodyFacts body = read_body(prefix);
  const auto final_url = net::Url::parse(answer.final_url);
  const auto asked = net::Url::parse(answer.asked_url);
  const bool led = asked && final_url && asked->host() != final_url->host();
  const std::string_view other_host = led ? final_url->host() : "";
  for (const WallSign* sign : sign_index().elsewhere) {
    if (is_there(*sign, answer, body, other_host)) body.signs.push_back(sign);
  }
  std::sort(body.signs.begin(), body.signs.end());  // in the table's order

  const auto has = [&](SignProof proof) {
    return std::any_of(body.signs.begin(), body.signs.end(),
                       [&](const WallSign* s) { return s->proof == proof; });
  };
  const bool refused = refuses(answer.status);
  const bool bare = body.text <= kBareText && answer.body.size() <= kWallPrefix;
  const bool has_words = has(SignProof::words), has_widget = has(SignProof::widget);
  // What says so itself outweighs what only fits.
  for (const bool sure : {true, false}) {
    for (const WallSign* sign : body.signs) {
      if ((sign->proof == SignProof::says_so) != sure) continue;
      if (!counts(sign->proof, refused, bare, has_words, has_widget)) continue;
      return Wall{sign->kind, std::string(sign->product), evidence_of(*sign)};
    }
  }
  return find_login(body, asked, final_url);
}

std::string describe(const Wall& wall) {
  constexpr std::array<std::string_view, 4> kNames{"a captcha", "a waiting room", "a bot challenge",
                                                   "a login"};
  const std::string_view name = kNames.at(static_cast<std::size_t>(wall.kind));
  if (wall.product.empty()) return std::string(name);
  return fmt::format("{} ({})", name, wall.product);
}

}  // namespace tocsin::scrape
