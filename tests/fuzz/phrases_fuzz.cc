// links: tocsin_scrape
// Any text as a price, a date, the start of a sale and an availability. Its first line is the
// page's language.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "scrape/extract/availability_text.h"
#include "scrape/extract/currency_text.h"
#include "scrape/extract/date_phrase.h"
#include "scrape/extract/number_text.h"
#include "scrape/extract/price_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string bytes = to_utf8({reinterpret_cast<const char*>(data), size});
  const std::string_view all(bytes);
  const std::string language(all.substr(0, all.find('\n')));
  const std::string_view text = all.substr(std::min(language.size() + 1, all.size()));
  const Instant now{std::chrono::sys_days{std::chrono::year{2026} / 5 / 14}};

  const auto price = scrape::read_price(text, {language, "", *Currency::parse("EUR")});
  if (price.low && price.low->minor < 0) std::abort();
  if (price.high && (!price.low || price.high->minor < price.low->minor)) std::abort();
  if (price.fees && price.fees->currency != price.low->currency) std::abort();
  (void)scrape::read_currency(text, {language, "", Currency()});
  (void)scrape::read_number(text, *Currency::parse("GBP"));
  (void)scrape::read_availability(text);

  const auto first = scrape::read_date_phrase(text, {language, now});
  const auto sure = scrape::read_date_phrase(text, {language, {}});
  if (sure && !first) std::abort();
  if (first && first->precision == StartPrecision::local && first->at != first->wall) std::abort();
  (void)scrape::read_sale_start(text, {language, now});
  return 0;
}
