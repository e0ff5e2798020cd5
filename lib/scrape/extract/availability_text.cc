#include "scrape/extract/availability_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/price_words.h"

namespace tocsin::scrape {
namespace {

struct Row {
  std::string_view words;
  Availability value;
};

// schema.org's ItemAvailability (version 29), and one-word states that sites write in its place.
constexpr auto kWords = std::to_array<Row>({{"instock", Availability::in_stock},
                                            {"onlineonly", Availability::in_stock},
                                            {"instoreonly", Availability::in_stock},
                                            {"madetoorder", Availability::in_stock},
                                            {"available", Availability::in_stock},
                                            {"onsale", Availability::in_stock},
                                            {"limitedavailability", Availability::limited},
                                            {"limited", Availability::limited},
                                            {"lowstock", Availability::limited},
                                            {"soldout", Availability::sold_out},
                                            {"outofstock", Availability::sold_out},
                                            {"oos", Availability::sold_out},
                                            {"presale", Availability::presale},
                                            {"preorder", Availability::presale},
                                            {"comingsoon", Availability::on_sale_soon},
                                            {"onsalesoon", Availability::on_sale_soon},
                                            {"backorder", Availability::unavailable},
                                            {"discontinued", Availability::unavailable},
                                            {"reserved", Availability::unavailable},
                                            {"unavailable", Availability::unavailable},
                                            {"notavailable", Availability::unavailable},
                                            {"cancelled", Availability::unavailable},
                                            {"canceled", Availability::unavailable}});

// Phrases within a text, the more telling first: "not available" before "available".
constexpr auto kPhrases = std::to_array<Row>({
    {"cancelled", Availability::unavailable},
    {"abgesagt", Availability::unavailable},
    {"annule", Availability::unavailable},
    {"cancelado", Availability::unavailable},
    {"odwolane", Availability::unavailable},
    {"odwolany", Availability::unavailable},
    {"annullato", Availability::unavailable},
    {"geannuleerd", Availability::unavailable},
    {"not available", Availability::unavailable},
    {"no longer available", Availability::unavailable},
    {"off sale", Availability::unavailable},
    {"sale ended", Availability::unavailable},
    {"nicht verfugbar", Availability::unavailable},
    {"indisponible", Availability::unavailable},
    {"no disponible", Availability::unavailable},
    {"niedostepne", Availability::unavailable},
    {"indisponivel", Availability::unavailable},
    {"non disponibile", Availability::unavailable},
    {"niet beschikbaar", Availability::unavailable},
    {"on sale soon", Availability::on_sale_soon},
    {"coming soon", Availability::on_sale_soon},
    {"not yet on sale", Availability::on_sale_soon},
    {"demnachst", Availability::on_sale_soon},
    {"bald verfugbar", Availability::on_sale_soon},
    {"bientot", Availability::on_sale_soon},
    {"prochainement", Availability::on_sale_soon},
    {"proximamente", Availability::on_sale_soon},
    {"wkrotce", Availability::on_sale_soon},
    {"em breve", Availability::on_sale_soon},
    {"prossimamente", Availability::on_sale_soon},
    {"binnenkort", Availability::on_sale_soon},
    {"pre sale", Availability::presale},
    {"presale", Availability::presale},
    {"pre order", Availability::presale},
    {"preventa", Availability::presale},
    {"pre venda", Availability::presale},
    {"few left", Availability::limited},
    {"few tickets", Availability::limited},
    {"last few", Availability::limited},
    {"last tickets", Availability::limited},
    {"limited availability", Availability::limited},
    {"selling fast", Availability::limited},
    {"almost sold out", Availability::limited},
    {"restkarten", Availability::limited},
    {"letzte tickets", Availability::limited},
    {"wenige tickets", Availability::limited},
    {"wenige karten", Availability::limited},
    {"dernieres places", Availability::limited},
    {"derniers billets", Availability::limited},
    {"ultimas entradas", Availability::limited},
    {"ostatnie bilety", Availability::limited},
    {"ultimos ingressos", Availability::limited},
    {"ultimi biglietti", Availability::limited},
    {"ultimi posti", Availability::limited},
    {"laatste tickets", Availability::limited},
    {"laatste kaarten", Availability::limited},
    {"on sale now", Availability::in_stock},
    {"on sale", Availability::in_stock},
    {"in stock", Availability::in_stock},
    {"buy tickets", Availability::in_stock},
    {"buy now", Availability::in_stock},
    {"get tickets", Availability::in_stock},
    {"book now", Availability::in_stock},
    {"find tickets", Availability::in_stock},
    {"tickets available", Availability::in_stock},
    {"verfugbar", Availability::in_stock},
    {"tickets kaufen", Availability::in_stock},
    {"disponible", Availability::in_stock},
    {"acheter", Availability::in_stock},
    {"reserver", Availability::in_stock},
    {"comprar", Availability::in_stock},
    {"dostepne", Availability::in_stock},
    {"kup bilet", Availability::in_stock},
    {"kup bilety", Availability::in_stock},
    {"disponivel", Availability::in_stock},
    {"disponibile", Availability::in_stock},
    {"acquista", Availability::in_stock},
    {"beschikbaar", Availability::in_stock},
    {"bestel tickets", Availability::in_stock},
});

// "only 3 left", "noch 2 Karten": a small number that is left.
bool says_few(std::string_view padded) {
  const bool left = padded.find(" left ") != std::string_view::npos ||
                    padded.find(" remaining ") != std::string_view::npos;
  const bool only = padded.find(" only ") != std::string_view::npos;
  return (left && padded.find_first_of("123456789") != std::string_view::npos) || (left && only) ||
         padded.find(" nur noch ") != std::string_view::npos ||
         padded.find(" plus que ") != std::string_view::npos;
}

}  // namespace

std::optional<Availability> read_availability(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  text = utf8_prefix(text, kLongest);
  const std::string word = schema_word(text);
  for (const Row& row : kWords) {
    if (row.words == word) return row.value;
  }
  const std::string padded = fmt::format(" {} ", fold(text));
  const auto has = [&](std::string_view phrase) {
    return padded.find(fmt::format(" {} ", phrase)) != std::string::npos;
  };
  if (says_few(padded) || has("almost sold out")) return Availability::limited;
  if (says_sold_out(padded)) return Availability::sold_out;
  for (const Row& row : kPhrases) {
    if (has(row.words)) return row.value;
  }
  return std::nullopt;
}

}  // namespace tocsin::scrape
