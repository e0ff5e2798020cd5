#include "scrape/extract/date_phrase.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

// A Thursday.
const Instant kNow = *parse_instant("2026-05-14T12:00:00Z");

// "2026-05-15 20:00" for a wall time, "2026-05-15" for a day, RFC 3339 for an instant; '?' behind
// what is a guess, the zone in brackets.
std::string shown(const std::optional<DateText>& date) {
  if (!date) return "";
  const std::string wall = format_instant(date->wall);
  std::string out = date->precision == StartPrecision::day ? wall.substr(0, 10)
                    : date->precision == StartPrecision::local
                        ? wall.substr(0, 10) + " " + wall.substr(11, 5)
                        : format_instant(date->at);
  if (!date->zone.empty()) out += "[" + date->zone + "]";
  return out + (date->guess ? "?" : "");
}

struct Case {
  std::string_view language, text, expected;
};

TEST(DatePhrase, AsSitesWriteThem) {
  const Case cases[] = {
      // ISO 8601 wherever it stands alone.
      {"", "2026-05-15T20:00:00+02:00", "2026-05-15T18:00:00Z"},
      {"de", "2026-05-15", "2026-05-15"},
      // English
      {"en-GB", "Sat 16 May 2026, 7.30pm", "2026-05-16 19:30"},
      {"en-GB", "Saturday, 16th May 2026 at 19:30", "2026-05-16 19:30"},
      {"en-US", "May 15, 2026 8:00 PM", "2026-05-15 20:00"},
      {"en-US", "Fri, May 15, 2026 8 p.m. ET", "2026-05-15 20:00[America/New_York]"},
      {"en-US", "Friday May 15th 2026 8:00 PM EDT", "2026-05-16T00:00:00Z"},
      {"en-US", "5/15/2026 8pm", "2026-05-15 20:00"},
      {"en-US", "5/6/2026", "2026-05-06"},
      {"en-GB", "5/6/2026", "2026-06-05"},
      {"en", "5/6/2026", "2026-05-06?"},
      {"en", "15/6/26", "2026-06-15"},
      {"en", "6/15/26", "2026-06-15"},
      {"en", "May 14 2026 - Jun 30 2026", "2026-05-14"},
      {"en", "30 April - 2 May 2027", "2027-04-30"},
      {"en", "May 14-17, 2027", "2027-05-14"},
      {"en", "14 & 15 May 2027 7pm", "2027-05-14 19:00"},
      {"en", "Doors 7pm, 1 June 2026", "2026-06-01 19:00"},
      {"en", "1 June 2026 12am", "2026-06-01 00:00"},
      {"en", "1 June 2026 12pm", "2026-06-01 12:00"},
      {"en", "1 June 2026, noon", "2026-06-01 12:00"},
      {"en", "1 June 2026 7-9pm", "2026-06-01 19:00"},
      {"en", "1 June 2026 20:00 UTC+2", "2026-06-01T18:00:00Z"},
      {"en", "1 June 2026 20:00 GMT", "2026-06-01T20:00:00Z"},
      {"en", "1 June 2026 20:00 +01:00", "2026-06-01T19:00:00Z"},
      {"en", "1 June 2026 20:00 CST", "2026-06-02T02:00:00Z?"},
      {"en", "Fri May 15 20:00:00 2026", "2026-05-15 20:00"},
      {"en", "Friday 16 May 2026", "2026-05-16?"},  // a Saturday
      {"en", "Tuesday, Aug 11 @ 10:00 am", "2026-08-11 10:00"},
      {"en", "Aug 11, 6:30pm", "2026-08-11 18:30?"},
      {"en", "Apr 2, 6:30pm", "2027-04-02 18:30?"},
      {"en", "Sun 10 May 8pm", "2026-05-10 20:00"},  // some days ago
      // German
      {"de", "Freitag, 15. Mai 2026, 20 Uhr", "2026-05-15 20:00"},
      {"de", "Fr., 15.05.2026 20:00 Uhr", "2026-05-15 20:00"},
      {"de", "15.05.26, 20.30 Uhr", "2026-05-15 20:30"},
      {"de", "Sa. 5. Dezember 2026 um 19.30", "2026-12-05 19:30"},
      {"de", "Do 21.05., 20 Uhr", "2026-05-21 20:00"},
      {"de", "15. bis 17. Mai 2026", "2026-05-15"},
      {"de-AT", "7. J\xC3\xA4nner 2027, 19:00 Uhr MEZ", "2027-01-07T18:00:00Z"},
      {"de", "3. M\xC3\xA4rz 2027", "2027-03-03"},
      // French
      {"fr", "vendredi 15 mai 2026 \xC3\xA0 20h30", "2026-05-15 20:30"},
      {"fr", "Le 1er ao\xC3\xBBt 2026 \xC3\xA0 20 h", "2026-08-01 20:00"},
      {"fr", "mar 12 mai 2026", "2026-05-12"},
      {"fr",
       "du 15 au 17 d\xC3\xA9"
       "cembre 2026",
       "2026-12-15"},
      {"fr", "ven. 15/05/2026 20:30", "2026-05-15 20:30"},
      // Spanish
      {"es", "viernes, 15 de mayo de 2026, 21:00 h", "2026-05-15 21:00"},
      {"es", "15 ene 2027 a las 21:00", "2027-01-15 21:00"},
      {"es-MX",
       "s\xC3\xA1"
       "bado 16 de mayo del 2026 8:30 p.m.",
       "2026-05-16 20:30"},
      // Polish
      {"pl", "pi\xC4\x85tek, 15 maja 2026, godz. 19:00", "2026-05-15 19:00"},
      {"pl",
       "3 pa\xC5\xBA"
       "dziernika 2026 godz. 20.00",
       "2026-10-03 20:00"},
      {"pl", "12-14 czerwca 2026", "2026-06-12"},
      {"pl", "15.05.2026 (pt), 19:00", "2026-05-15 19:00"},
      // Portuguese
      {"pt-BR", "sexta-feira, 15 de maio de 2026 \xC3\xA0s 21h", "2026-05-15 21:00"},
      {"pt", "3 out 2026, 21h30", "2026-10-03 21:30"},
      {"pt", "1\xC2\xBA de mar\xC3\xA7o de 2027", "2027-03-01"},
      // Italian and Dutch
      {"it", "venerd\xC3\xAC 15 maggio 2026 ore 21.00", "2026-05-15 21:00"},
      {"nl", "vrijdag 15 mei 2026, 20.30 uur", "2026-05-15 20:30"},
      {"nl", "za 16 mei 2026 om 20:00", "2026-05-16 20:00"},
      // Without a language of the page: words that mean one thing.
      {"", "15 maja 2026", "2026-05-15"},
      {"", "15 de mayo de 2026", "2026-05-15"},
      {"", "15 paz 2026", "2026-10-15"},
      // Near now.
      {"en", "tomorrow 8pm", "2026-05-15 20:00?"},
      {"en", "Tonight at 20:00", "2026-05-14 20:00?"},
      {"de", "morgen 20 Uhr", "2026-05-15 20:00?"},
      {"fr", "aujourd\xE2\x80\x99hui 20h", "2026-05-14 20:00?"},
      {"en", "Thursday 10am", "2026-05-21 10:00?"},
      {"en", "Thursday 8pm", "2026-05-14 20:00?"},
      // None.
      {"en", "", ""},
      {"en", "TBA", ""},
      {"en", "May 2026", ""},
      {"en", "31 June 2026", ""},
      {"en", "32/13/2026", ""},
      {"en", "call 0800 123 456", ""},
      {"en", "20:00", ""},
      {"en", "section 12 row 3", ""},
      {"en", "99999999999 May 2026", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(shown(read_date_phrase(c.text, {std::string(c.language), kNow})), c.expected)
        << c.language << ": " << c.text;
  }
}

TEST(DatePhrase, WithoutNowNothingIsFilledIn) {
  for (const auto* text : {"Aug 11, 6:30pm", "tomorrow 8pm", "Friday 10am", "21.05."}) {
    EXPECT_FALSE(read_date_phrase(text, {"en", {}})) << text;
  }
  EXPECT_TRUE(read_date_phrase("11 Aug 2026", {"en", {}}));
}

TEST(DatePhrase, WhenSalesBegin) {
  const Case cases[] = {
      {"en", "On sale Fri 10am", "2026-05-15 10:00?"},
      {"en", "15 Aug 2026 - on sale Fri 10am", "2026-05-15 10:00?"},
      {"en", "Tickets on sale 20 May 2026 at 9:00 BST", "2026-05-20T08:00:00Z"},
      {"en", "Friday 10am: presale", "2026-05-15 10:00?"},
      {"de", "Vorverkauf ab Freitag, 10 Uhr", "2026-05-15 10:00?"},
      {"fr", "En vente vendredi \xC3\xA0 10h", "2026-05-15 10:00?"},
      {"es",
       "A la venta ma\xC3\xB1"
       "ana a las 10:00",
       "2026-05-15 10:00?"},
      {"pl", "Sprzeda\xC5\xBC od pi\xC4\x85tku 10:00", "2026-05-15 10:00?"},
      {"pt", "\xC3\x80 venda sexta \xC3\xA0s 10h", "2026-05-15 10:00?"},
      {"it", "In vendita da venerd\xC3\xAC ore 10:00", "2026-05-15 10:00?"},
      {"nl", "Verkoop start vrijdag om 10:00", "2026-05-15 10:00?"},
      {"en", "on sale now", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(shown(read_sale_start(c.text, {std::string(c.language), kNow})), c.expected)
        << c.language << ": " << c.text;
  }
}

}  // namespace
}  // namespace tocsin::scrape
