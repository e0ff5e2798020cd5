// The words around an amount of money, in the languages of the sites we know.
#pragma once

#include <string_view>

namespace tocsin::scrape {

// All take text as fold() gives it; phrases are whole words.
bool says_free(std::string_view folded);
bool says_sold_out(std::string_view folded);
// Is the price for one ticket, or for all of them together?
bool says_each(std::string_view folded);
bool says_total(std::string_view folded);

// Single words: "fees", "Gebühr"; "tickets", "billets"; "for", "für"; "to", "bis".
bool is_fee_word(std::string_view word);
bool is_ticket_word(std::string_view word);
bool is_for_word(std::string_view word);
bool is_range_word(std::string_view word);

}  // namespace tocsin::scrape
