// What walls.h looks for: one row a sign, with the page that documents it.
#pragma once

#include <span>
#include <string_view>

#include "scrape/walls.h"

namespace tocsin::scrape {

enum class SignPlace {
  header,  // `name` holds `text`; an empty text is any value
  cookie,  // a Set-Cookie whose name starts with `text`
  host,    // we were led to another host: `text`, below it, or, ending in a dot, beginning so
  title,   // the page's title holds `text`
  body     // the body holds `text`
};

// What else must be so for the sign to count.
enum class SignProof {
  says_so,  // nothing: no ordinary answer carries it
  refused,  // the status is one of those that turn clients away
  bare,     // the same, or the page shows next to no text
  widget,   // the same, and words about being human stand beside it
  words     // is such words: counts beside a widget only, and alone with a status that refuses
};

// Texts are ASCII in lower case and compared without regard to case.
struct WallSign {
  WallKind kind;
  std::string_view product;
  SignPlace place;
  std::string_view name;  // of the header
  std::string_view text;
  SignProof proof;
  std::string_view source;
};

std::span<const WallSign> wall_signs();

}  // namespace tocsin::scrape
