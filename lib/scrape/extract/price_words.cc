#include "scrape/extract/price_words.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace tocsin::scrape {
namespace {

using Words = std::span<const std::string_view>;

bool names_any(std::string_view folded, Words phrases) {
  const std::string padded = fmt::format(" {} ", folded);
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return padded.find(fmt::format(" {} ", phrase)) != std::string::npos;
  });
}

bool is_one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto kFree = std::to_array<std::string_view>(
    {"free",         "gratis",          "kostenlos",     "kostenfrei",      "gratuit",
     "gratuite",     "gratuits",        "gratuito",      "gratuita",        "gratuitos",
     "bezplatny",    "bezplatna",       "bezplatne",     "wstep wolny",     "za darmo",
     "zdarma",       "ingyenes",        "eintritt frei", "freier eintritt", "libre",
     "entree libre", "ingresso libero", "gratuitamente", "ilmainen"});
// "Free parking" and "smoke-free" are no prices.
constexpr auto kNotFree = std::to_array<std::string_view>({"free parking",
                                                           "free wifi",
                                                           "free wi fi",
                                                           "free shipping",
                                                           "free delivery",
                                                           "free drink",
                                                           "free drinks",
                                                           "free cancellation",
                                                           "free seating",
                                                           "free of charge parking",
                                                           "smoke free",
                                                           "gluten free",
                                                           "alcohol free",
                                                           "barrier free",
                                                           "step free",
                                                           "hassle free",
                                                           "fee free",
                                                           "kostenlose parkplatze",
                                                           "parking gratuit",
                                                           "parking gratis",
                                                           "parcheggio gratuito",
                                                           "estacionamento gratuito",
                                                           "bezplatny parking",
                                                           "placement libre",
                                                           "gratis parkeren"});
constexpr auto kSoldOut =
    std::to_array<std::string_view>({"sold out",     "soldout",           "ausverkauft",
                                     "complet",      "guichets fermes",   "epuise",
                                     "epuises",      "agotado",           "agotada",
                                     "agotados",     "agotadas",          "localidades agotadas",
                                     "esgotado",     "esgotada",          "esgotados",
                                     "lotado",       "esaurito",          "esaurita",
                                     "esauriti",     "wyprzedane",        "wyprzedany",
                                     "wyprzedana",   "bilety wyprzedane", "brak biletow",
                                     "uitverkocht",  "slutsalt",          "udsolgt",
                                     "utsolgt",      "vyprodano",         "elfogyott",
                                     "loppuunmyyty", "no tickets left",   "no tickets available"});
constexpr auto kEach = std::to_array<std::string_view>(
    {"each",        "ea",           "per person",  "per ticket",  "per seat",     "pp",
     "p p",         "per head",     "a ticket",    "pro person",  "pro ticket",   "pro karte",
     "pro platz",   "je ticket",    "je karte",    "je person",   "par personne", "par billet",
     "par place",   "la place",     "le billet",   "por persona", "por entrada",  "cada una",
     "cada uno",    "cada entrada", "za osobe",    "za bilet",    "od osoby",     "za sztuke",
     "por pessoa",  "por ingresso", "por bilhete", "cada",        "a persona",    "a testa",
     "a biglietto", "cadauno",      "per persoon", "per stuk",    "per kaart",    "p p p"});
constexpr auto kTotal = std::to_array<std::string_view>(
    {"total",     "in total",  "in all",    "altogether",  "for both", "for the pair",
     "for all",   "insgesamt", "gesamt",    "gesamtpreis", "zusammen", "au total",
     "en total",  "en todo",   "lacznie",   "razem",       "no total", "ao todo",
     "in totale", "totale",    "in totaal", "totaal"});
constexpr auto kFeeWords =
    std::to_array<std::string_view>({"fee",          "fees",       "booking", "surcharge",
                                     "gebuhr",       "gebuhren",   "vvk",     "vorverkaufsgebuhr",
                                     "systemgebuhr", "frais",      "gastos",  "cargos",
                                     "comision",     "oplata",     "oplaty",  "oplat",
                                     "prowizja",     "taxa",       "taxas",   "commissione",
                                     "commissioni",  "prevendita", "diritti", "servicekosten",
                                     "kosten",       "toeslag"});
constexpr auto kTicketWords = std::to_array<std::string_view>(
    {"ticket",  "tickets",   "seat",     "seats",   "people",  "persons", "adults",    "karten",
     "karte",   "platze",    "personen", "billets", "billet",  "places",  "personnes", "entradas",
     "entrada", "personas",  "bilety",   "biletow", "osoby",   "osob",    "ingressos", "bilhetes",
     "pessoas", "biglietti", "persone",  "kaarten", "kaartjes"});
constexpr auto kForWords = std::to_array<std::string_view>(
    {"for", "fur", "pour", "por", "para", "za", "dla", "per", "voor"});
constexpr auto kRangeWords = std::to_array<std::string_view>(
    {"to", "bis", "do", "a", "au", "hasta", "ate", "al", "til", "till", "tot"});

}  // namespace

bool says_free(std::string_view folded) {
  return names_any(folded, kFree) && !names_any(folded, kNotFree);
}
bool says_sold_out(std::string_view folded) {
  return names_any(folded, kSoldOut);
}
bool says_each(std::string_view folded) {
  return names_any(folded, kEach);
}
bool says_total(std::string_view folded) {
  return names_any(folded, kTotal);
}
bool is_fee_word(std::string_view word) {
  return is_one_of(word, kFeeWords);
}
bool is_ticket_word(std::string_view word) {
  return is_one_of(word, kTicketWords);
}
bool is_for_word(std::string_view word) {
  return is_one_of(word, kForWords);
}
bool is_range_word(std::string_view word) {
  return is_one_of(word, kRangeWords);
}

}  // namespace tocsin::scrape
