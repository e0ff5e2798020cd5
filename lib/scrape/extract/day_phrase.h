// The day within a phrase: "15 May 2026", "May 15th", "15.05.2026", "1er mai", "12-14 maja".
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "scrape/extract/date_tokens.h"

namespace tocsin::scrape {

// A day as the text gives it, and the tokens it takes.
struct Day {
  std::optional<int> year;
  int month = 0, day = 0;
  bool guess = false;  // the month may be the day
  std::size_t first = 0, behind = 0;
};

// The day that begins at this token, of a range the first. Without a year it is one that exists in
// some year.
std::optional<Day> day_at(std::span<const DateToken> tokens, std::size_t at,
                          std::string_view language);

// Nothing for a day that does not exist.
std::optional<std::chrono::sys_days> date_of(int year, int month, int day);

// Is it one of these words?
bool is_any(const DateToken& token, std::initializer_list<std::string_view> words);

}  // namespace tocsin::scrape
