#include "scrape/extract/price_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scrape/extract/number_text.h"
#include "support/fixtures.h"

namespace tocsin::scrape {
namespace {

std::string shown(const std::optional<Money>& money) {
  return money ? money->text() : "";
}

PriceHint hint(std::string language, std::string_view currency = "", std::string country = "") {
  return {std::move(language), std::move(country), Currency::parse(currency).value_or(Currency{})};
}

TEST(PriceText, ReadsAmountsAsPeopleWriteThem) {
  struct Case {
    std::string_view text;
    PriceHint hint;
    std::string_view low, high;
    bool guess;
  };
  const Case cases[] = {
      {"1.234,50 €", {}, "1234.50 EUR", "", false},
      {"US$6,999.00", {}, "6999.00 USD", "", false},
      {"From\nUS$6,280.00", {}, "6280.00 USD", "", false},
      {"Rs 206", hint("en-IN"), "206.00 INR", "", false},
      {"Rs 206", {}, "206.00 INR", "", true},
      {"Rs. 1,23,456", hint("en-IN"), "123456.00 INR", "", false},
      {"from £45 + fees", {}, "45.00 GBP", "", false},
      {"CHF 1'250.–", {}, "1250.00 CHF", "", false},
      {"CHF 1’250.50", {}, "1250.50 CHF", "", false},
      {"45,– €", {}, "45.00 EUR", "", false},
      {"48,39", hint("pl", "PLN"), "48.39 PLN", "", false},
      {"48,39 zł", {}, "48.39 PLN", "", false},
      {"1 250,50 zł", {}, "1250.50 PLN", "", false},
      {"1\xC2\xA0"
       "250 Kč",
       {},
       "1250.00 CZK",
       "",
       false},
      {"1,400", hint("en", "GBP"), "1400.00 GBP", "", false},
      {"€ 1.400", {}, "1400.00 EUR", "", false},
      {"€ 1.400", hint("nl"), "1400.00 EUR", "", false},
      {"€ 1.400", hint("en"), "1400.00 EUR", "", true},
      {"1.500 KWD", {}, "1.500 KWD", "", true},
      {"1,500 KWD", hint("en"), "1500.000 KWD", "", false},
      {"R$ 1.234,56", {}, "1234.56 BRL", "", false},
      {"R 250", {}, "250.00 ZAR", "", false},
      {"¥12,000", hint("ja"), "12000 JPY", "", false},
      {"¥120", hint("zh-CN"), "120.00 CNY", "", false},
      {"¥120", {}, "120 JPY", "", true},
      {"350 kr", hint("sv"), "350.00 SEK", "", false},
      {"350 kr", hint("nb"), "350.00 NOK", "", false},
      {"350 kr", hint("en", "", "Denmark"), "350.00 DKK", "", false},
      {"350 kr", {}, "350.00 SEK", "", true},
      {"$45", hint("en-CA"), "45.00 CAD", "", false},
      {"$45", hint("en", "", "US"), "45.00 USD", "", false},
      {"$45", {}, "45.00 USD", "", true},
      {"C$45.50", {}, "45.50 CAD", "", false},
      {"€20–30", {}, "20.00 EUR", "30.00 EUR", false},
      {"20 - 30 €", {}, "20.00 EUR", "30.00 EUR", false},
      {"£20 to £1,030.50", {}, "20.00 GBP", "1030.50 GBP", false},
      {"25 bis 40 EUR", {}, "25.00 EUR", "40.00 EUR", false},
      {"£45 (reduced £30)", {}, "45.00 GBP", "", true},
      {"45€50", {}, "45.50 EUR", "", false},
      {"à partir de 45€", hint("fr"), "45.00 EUR", "", false},
      {"dès 39,90 €", hint("fr"), "39.90 EUR", "", false},
      {"20 à 30 €", hint("fr"), "20.00 EUR", "30.00 EUR", false},
      {"de 20 a 30 euros", hint("es"), "20.00 EUR", "30.00 EUR", false},
      {"desde 25 €", hint("es"), "25.00 EUR", "", false},
      {"ab 49,90 EUR zzgl. Gebühren", hint("de"), "49.90 EUR", "", false},
      {"od 120 do 350 zł", hint("pl"), "120.00 PLN", "350.00 PLN", false},
      {"a partir de R$ 80,00", hint("pt-BR"), "80.00 BRL", "", false},
      {"da € 35,00", hint("it"), "35.00 EUR", "", false},
      {"vanaf € 29,-", hint("nl"), "29.00 EUR", "", false},
      {"Fri 20:30 £45", {}, "45.00 GBP", "", false},
      {"$1.2K", {}, "", "", false},
      {"45 Kč", {}, "45.00 CZK", "", false},
      {"£45+", {}, "45.00 GBP", "", false},
      {"USD 45", {}, "45.00 USD", "", false},
      {"45USD", {}, "45.00 USD", "", false},
      {"EUR 1.250", {}, "1250.00 EUR", "", false},
      {"Free parking", hint("en", "GBP"), "", "", false},
      {"smoke free venue", hint("en", "GBP"), "", "", false},
      {"Entrée libre", hint("fr", "EUR"), "0.00 EUR", "", false},
      {"wstęp wolny", hint("pl", "PLN"), "0.00 PLN", "", false},
      {"Entrada gratuita", hint("pt", "EUR"), "0.00 EUR", "", false},
      {"10% off: £9", {}, "9.00 GBP", "", false},
      {"2 tickets for £90", {}, "90.00 GBP", "", false},
      {"Stalls - £45", {}, "45.00 GBP", "", false},
      {"free", hint("en", "GBP"), "0.00 GBP", "", false},
      {"Eintritt frei", hint("de", "EUR"), "0.00 EUR", "", false},
      {"gratis", hint("es", "EUR"), "0.00 EUR", "", false},
      {"119.505 GBP", {}, "119505.00 GBP", "", true},
      {"1.234.567", hint("de", "EUR"), "1234567.00 EUR", "", false},
      {"1,234,567.89 USD", {}, "1234567.89 USD", "", false},
      {"0,500 €", {}, "0.50 EUR", "", false},
      {"-5 EUR", {}, "", "", false},
      {"€ -5", {}, "", "", false},
      {"1.2.3 EUR", {}, "", "", false},
      {"1.234,567,890 EUR", {}, "", "", false},
      {"12,50", hint("ja", "JPY"), "", "", false},
      {"call us", {}, "", "", false},
      {"", {}, "", "", false},
      {"TOP TRY kraft", {}, "", "", false},
  };
  for (const Case& c : cases) {
    const PriceText price = read_price(c.text, c.hint);
    EXPECT_EQ(shown(price.low), c.low) << c.text;
    EXPECT_EQ(shown(price.high), c.high) << c.text;
    EXPECT_EQ(price.guess, c.guess) << c.text;
  }
}

TEST(PriceText, PerTicketOrInTotalAndFees) {
  struct Case {
    std::string_view text, low, price_is;
    int count;
    std::string_view fees;
    bool guess;
  };
  const Case cases[] = {
      {"£45 each", "45.00 GBP", "each", 0, "", false},
      {"45 € pro Person", "45.00 EUR", "each", 0, "", false},
      {"45 € par personne", "45.00 EUR", "each", 0, "", false},
      {"45 zł za osobę", "45.00 PLN", "each", 0, "", false},
      {"45 € a persona", "45.00 EUR", "each", 0, "", false},
      {"2 tickets for £90", "90.00 GBP", "total", 2, "", false},
      {"£90 for 2", "90.00 GBP", "total", 2, "", false},
      {"£90 for 2 tickets", "90.00 GBP", "total", 2, "", false},
      {"4 Karten für 180 €", "180.00 EUR", "total", 4, "", false},
      {"2 x £45", "45.00 GBP", "each", 2, "", false},
      {"2 × £45", "45.00 GBP", "each", 2, "", false},
      {"£90 total", "90.00 GBP", "total", 0, "", false},
      {"180 € insgesamt", "180.00 EUR", "total", 0, "", false},
      {"only 4 tickets left, £45", "45.00 GBP", "", 0, "", false},
      {"tickets for £12", "12.00 GBP", "", 0, "", false},
      {"£45 + £5.50 fee", "45.00 GBP", "", 0, "5.50 GBP", false},
      {"£45 (booking fee £5.50)", "45.00 GBP", "", 0, "5.50 GBP", false},
      {"45 € zzgl. 3,50 € Gebühr", "45.00 EUR", "", 0, "3.50 EUR", false},
      {"from £45 + fees", "45.00 GBP", "", 0, "", false},
      {"2 tickets for 90", "90.00 EUR", "total", 2, "", false},
  };
  for (const Case& c : cases) {
    const PriceText price = read_price(c.text, hint("", "EUR"));
    EXPECT_EQ(shown(price.low), c.low) << c.text;
    EXPECT_EQ(price.price_is ? word(*price.price_is) : "", c.price_is) << c.text;
    EXPECT_EQ(price.count.value_or(0), c.count) << c.text;
    EXPECT_EQ(shown(price.fees), c.fees) << c.text;
    EXPECT_EQ(price.guess, c.guess) << c.text;
  }
}

TEST(PriceText, SeesSoldOut) {
  for (const auto* text : {"Sold out", "AUSVERKAUFT!", "complet", "£45 (sold out)"}) {
    EXPECT_TRUE(read_price(text, {}).sold_out) << text;
  }
  EXPECT_FALSE(read_price("a complete evening", {}).sold_out);
}

TEST(PriceText, CurrencyAlone) {
  struct Case {
    std::string_view text, code;
  };
  for (const Case& c : {Case{"EUR", "EUR"},
                        {"eur", "EUR"},
                        {"€", "EUR"},
                        {"zł", "PLN"},
                        {"US$", "USD"},
                        {"XXX", ""},
                        {"", ""},
                        {"€ 5", ""}}) {
    const auto found = read_currency(c.text, {});
    EXPECT_EQ(found ? found->currency.code() : "", c.code) << c.text;
  }
}

TEST(NumberText, ExactFromMachines) {
  struct Case {
    std::string_view text, code, money;
  };
  const Case cases[] = {
      {"119.5", "GBP", "119.50 GBP"},
      {"45.95", "USD", "45.95 USD"},
      {"45.949999999999996", "USD", "45.95 USD"},
      {"19.990000000000002", "USD", "19.99 USD"},
      {"99.999999999999", "USD", "100.00 USD"},
      {"1e3", "USD", "1000.00 USD"},
      {"1.25E+2", "USD", "125.00 USD"},
      {"4550e-2", "USD", "45.50 USD"},
      {"5e-1", "USD", "0.50 USD"},
      {"007", "USD", "7.00 USD"},
      {"45.0000", "EUR", "45.00 EUR"},
      {"-3.10", "EUR", "-3.10 EUR"},
      {"119.505", "GBP", ""},
      {"1e40", "USD", ""},
      {"1,5", "USD", ""},
      {"", "USD", ""},
      {".", "USD", ""},
      {"1e", "USD", ""},
      {"0x10", "USD", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(shown(read_number(c.text, *Currency::parse(c.code))), c.money) << c.text;
  }
  EXPECT_EQ(read_count("1938"), 1938);
  EXPECT_EQ(read_count("12.0"), 12);
  EXPECT_EQ(read_count("12.5"), std::nullopt);
  EXPECT_EQ(read_count("-1"), std::nullopt);
  EXPECT_EQ(read_count("99999999999999999999999"), std::nullopt);
}

// Every price text of a real marketplace, against the same digits read by hand.
TEST(PriceText, MarketplaceListings) {
  const std::string file = "prices/fifa_marketplace_listings_2025-07.json.gz";
  TOCSIN_NEEDS_FIXTURE(file);
  const auto json = nlohmann::json::parse(test::gunzip(test::fixtures() / file));
  std::size_t read = 0;
  for (const auto& page : json) {
    for (const auto& listing : page.at("listings")) {
      const auto text = listing.at("price").get<std::string>();
      if (!text.starts_with("US$")) continue;
      std::string digits = text.substr(3);
      std::erase(digits, ',');
      EXPECT_EQ(shown(read_price(text, {}).low), digits + " USD") << text;
      ++read;
    }
  }
  EXPECT_GT(read, 100U);
}

}  // namespace
}  // namespace tocsin::scrape
