#include "scrape/extract/availability_text.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

TEST(AvailabilityText, WordsOfSitesAndOfSchema) {
  struct Case {
    std::string_view text, word;
  };
  const Case cases[] = {
      {"https://schema.org/InStock", "in_stock"},
      {"SoldOut", "sold_out"},
      {"Sold out!", "sold_out"},
      {"AUSVERKAUFT", "sold_out"},
      {"Entradas agotadas", "sold_out"},
      {"Bilety wyprzedane", "sold_out"},
      {"Esgotado", "sold_out"},
      {"\xC3\x89puis\xC3\xA9", "sold_out"},
      {"Only 3 left", "limited"},
      {"nur noch 2 Karten", "limited"},
      {"Almost sold out", "limited"},
      {"Derni\xC3\xA8res places", "limited"},
      {"Restkarten", "limited"},
      {"On sale soon", "on_sale_soon"},
      {"Bient\xC3\xB4t en vente", "on_sale_soon"},
      {"Wkr\xC3\xB3tce", "on_sale_soon"},
      {"Fan pre-sale", "presale"},
      {"Buy tickets", "in_stock"},
      {"Kup bilet", "in_stock"},
      {"Jetzt Tickets kaufen", "in_stock"},
      {"Nicht verf\xC3\xBCgbar", "unavailable"},
      {"no disponible", "unavailable"},
      {"Event cancelled", "unavailable"},
      {"perhaps", ""},
      {"", ""},
      {"sold outside", ""},
  };
  for (const Case& c : cases) {
    const auto found = read_availability(c.text);
    EXPECT_EQ(found ? word(*found) : "", c.word) << c.text;
  }
}

}  // namespace
}  // namespace tocsin::scrape
