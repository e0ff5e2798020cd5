#include "scrape/extract/date_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// A language's words, separated by blanks, accents folded: the months (Unicode CLDR, wide and
// abbreviated, cases where there are any), the days of the week from Sunday, today and tomorrow.
struct Calendar {
  std::string_view language;
  std::array<std::string_view, 12> months;
  std::array<std::string_view, 7> weekdays;
  std::array<std::string_view, 2> ahead;
};

constexpr auto kCalendars = std::to_array<Calendar>({
    {"en",
     {"january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
      "august aug", "september sep sept", "october oct", "november nov", "december dec"},
     {"sunday sun", "monday mon", "tuesday tue tues", "wednesday wed weds",
      "thursday thu thur thurs", "friday fri", "saturday sat"},
     {"today tonight", "tomorrow"}},
    {"de",
     {"januar jan janner jaenner", "februar feb feber", "marz maerz mrz", "april apr", "mai",
      "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov",
      "dezember dez"},
     {"sonntag so", "montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr",
      "samstag sonnabend sa"},
     {"heute", "morgen"}},
    {"fr",
     {"janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil",
      "aout", "septembre sept", "octobre oct", "novembre nov", "decembre dec"},
     {"dimanche dim", "lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven",
      "samedi sam"},
     {"aujourdhui", "demain"}},
    {"es",
     {"enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul",
      "agosto ago", "septiembre setiembre sep sept", "octubre oct", "noviembre nov",
      "diciembre dic"},
     {"domingo dom", "lunes lun", "martes mar", "miercoles mie", "jueves jue", "viernes vie",
      "sabado sab"},
     {"hoy", "manana"}},
    {"pl",
     {"styczen stycznia sty", "luty lutego lut", "marzec marca mar", "kwiecien kwietnia kwi",
      "maj maja", "czerwiec czerwca cze", "lipiec lipca lip", "sierpien sierpnia sie",
      "wrzesien wrzesnia wrz", "pazdziernik pazdziernika paz", "listopad listopada lis",
      "grudzien grudnia gru"},
     {"niedziela niedziele niedzieli niedz nd", "poniedzialek poniedzialku pon", "wtorek wtorku wt",
      "sroda srode srody sr", "czwartek czwartku czw", "piatek piatku piat pt",
      "sobota sobote soboty sob"},
     {"dzis dzisiaj", "jutro"}},
    {"pt",
     {"janeiro jan", "fevereiro fev", "marco mar", "abril abr", "maio mai", "junho jun",
      "julho jul", "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"},
     {"domingo dom", "segunda seg", "terca ter", "quarta qua", "quinta qui", "sexta sex",
      "sabado sab"},
     {"hoje", "amanha"}},
    {"it",
     {"gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu",
      "luglio lug", "agosto ago", "settembre set sett", "ottobre ott", "novembre nov",
      "dicembre dic"},
     {"domenica dom", "lunedi lun", "martedi mar", "mercoledi mer", "giovedi gio", "venerdi ven",
      "sabato sab"},
     {"oggi stasera", "domani"}},
    {"nl",
     {"januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul",
      "augustus aug", "september sep sept", "oktober okt", "november nov", "december dec"},
     {"zondag zo", "maandag ma", "dinsdag di", "woensdag wo", "donderdag do", "vrijdag vr",
      "zaterdag za"},
     {"vandaag vanavond", "morgen"}},
});

constexpr int kHour = 60;
constexpr auto kZones = std::to_array<ZoneWord>({
    {"UTC", 0, "", false},
    {"GMT", 0, "", false},
    {"WET", 0, "", false},
    {"WEST", kHour, "", false},
    {"BST", kHour, "", false},
    {"CET", kHour, "", false},
    {"MEZ", kHour, "", false},
    {"CEST", 2 * kHour, "", false},
    {"MESZ", 2 * kHour, "", false},
    {"EET", 2 * kHour, "", false},
    {"EEST", 3 * kHour, "", false},
    {"JST", 9 * kHour, "", false},
    {"AEST", 10 * kHour, "", false},
    {"AEDT", 11 * kHour, "", false},
    {"EST", -5 * kHour, "", false},
    {"EDT", -4 * kHour, "", false},
    {"CST", -6 * kHour, "", true},
    {"CDT", -5 * kHour, "", false},
    {"MST", -7 * kHour, "", false},
    {"MDT", -6 * kHour, "", false},
    {"PST", -8 * kHour, "", false},
    {"PDT", -7 * kHour, "", false},
    {"ET", 0, "America/New_York", false},
    {"CT", 0, "America/Chicago", false},
    {"MT", 0, "America/Denver", false},
    {"PT", 0, "America/Los_Angeles", false},
});

std::string primary(std::string_view language) {
  return to_lower(language.substr(0, language.find_first_of("-_")));
}

bool lists(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

template <std::size_t N>
std::optional<int> position(const std::array<std::string_view, N>& rows, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (lists(rows[i], word)) return static_cast<int>(i);
  }
  return std::nullopt;
}

// The page's own language, then English; then whole words of any language, and where the page has
// none three letters as well, if all languages that know the word mean the same by it.
template <typename Rows>
std::optional<int> find_word(Rows Calendar::*rows, std::string_view word,
                             std::string_view language) {
  constexpr std::size_t kWhole = 4;
  constexpr std::size_t kShort = 3;
  const std::string own = primary(language);
  for (const std::string_view tongue : {std::string_view(own), std::string_view("en")}) {
    for (const Calendar& calendar : kCalendars) {
      if (calendar.language != tongue) continue;
      if (const auto found = position(calendar.*rows, word)) return found;
    }
  }
  if (word.size() < (own.empty() ? kShort : kWhole)) return std::nullopt;
  std::optional<int> out;
  for (const Calendar& calendar : kCalendars) {
    const auto found = position(calendar.*rows, word);
    if (!found) continue;
    if (out && out != found) return std::nullopt;
    out = found;
  }
  return out;
}

}  // namespace

std::optional<int> month_of(std::string_view word, std::string_view language) {
  const auto index = find_word(&Calendar::months, word, language);
  return index ? std::optional(*index + 1) : std::nullopt;
}
std::optional<int> weekday_of(std::string_view word, std::string_view language) {
  return find_word(&Calendar::weekdays, word, language);
}
std::optional<int> days_ahead(std::string_view word, std::string_view language) {
  return find_word(&Calendar::ahead, word, language);
}

const ZoneWord* zone_word(std::string_view capitals) {
  const auto found = std::find_if(kZones.begin(), kZones.end(),
                                  [&](const ZoneWord& z) { return z.word == capitals; });
  return found == kZones.end() ? nullptr : &*found;
}

std::optional<bool> day_first(std::string_view language) {
  constexpr auto kMonthFirst =
      std::to_array<std::string_view>({"en-us", "en-ph", "es-us", "es-pr"});
  const std::string whole = to_lower(language);
  if (std::find(kMonthFirst.begin(), kMonthFirst.end(), whole) != kMonthFirst.end()) return false;
  if (whole.empty() || whole == "en") return std::nullopt;
  return true;
}

}  // namespace tocsin::scrape
