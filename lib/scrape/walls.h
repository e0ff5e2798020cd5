// Walls: captchas, waiting rooms, bot challenges and logins that stand before a page (SC-7).
//
// Says what an answer is, and nothing more: a wall is told to the operator, never solved or evaded.
// Ask only where nothing could be read from the page, or its status refuses: a page with readable
// events is no wall, whatever widgets it carries for its newsletter.
//
// What is looked for is a table, wall_signatures.cc. Protected sites carry their protector's
// scripts and cookies on every ordinary page, so those prove nothing: a signature is either the
// product's own word that this answer is a challenge, or counts only together with a status that
// refuses, or on a page that shows next to no text. A widget (reCAPTCHA and the like) needs words
// about proving to be human beside it.
//
// A pure function: one pass over the first kWallPrefix bytes of the body. Thread-safe, never throws
// for what an answer holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/words.h"
#include "net/http.h"

namespace tocsin::scrape {

inline constexpr std::size_t kWallPrefix = 64U << 10;

enum class WallKind {
  captcha,        // a person has to prove that they are one
  waiting_room,   // a queue: come back when it is your turn
  bot_challenge,  // the browser has to prove that it is one, or automation was turned away
  login           // we were led to a login
};

struct Wall {
  WallKind kind = WallKind::bot_challenge;
  std::string product;   // "Cloudflare"; "" where nothing names it
  std::string evidence;  // what it was recognised by, for people: "header cf-mitigated: challenge"

  friend bool operator==(const Wall&, const Wall&) = default;
};

struct WallInput {
  std::string_view asked_url;  // before redirects
  int status = 0;
  const net::ResponseHeaders& headers;
  std::string_view body;
  std::string_view final_url;
};

std::optional<Wall> find_wall(const WallInput& answer);

// "a waiting room (Queue-it)", for sentences.
std::string describe(const Wall& wall);

}  // namespace tocsin::scrape

namespace tocsin {
TOCSIN_WORDS(scrape::WallKind, "captcha", "waiting_room", "bot_challenge", "login");
}  // namespace tocsin
