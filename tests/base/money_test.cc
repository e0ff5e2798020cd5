#include "base/money.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin {
namespace {

Currency currency(std::string_view code) {
  return *Currency::parse(code);
}

TEST(Money, ReadsExactDecimalsOnly) {
  struct Case {
    std::string_view amount, code;
    std::optional<std::int64_t> minor;
  };
  const Case cases[] = {
      {"119.50", "GBP", 11950}, {"119.5", "GBP", 11950}, {"7", "EUR", 700},
      {"-3.01", "USD", -301},   {"1200", "JPY", 1200},   {"1.234", "KWD", 1234},
      {"1.500", "GBP", 150},    {"1.505", "GBP", {}},    {"1,50", "GBP", {}},
      {"1.5", "JPY", {}},       {"", "GBP", {}},         {".5", "GBP", {}},
      {"5.", "GBP", {}},        {"1e3", "GBP", {}},      {"1234567890123456", "GBP", {}},
      {"-", "GBP", {}},         {"0.00", "GBP", 0},
  };
  for (const Case& c : cases) {
    const auto m = Money::parse(c.amount, currency(c.code));
    EXPECT_EQ(m ? std::optional(m->minor) : std::nullopt, c.minor) << c.amount << ' ' << c.code;
  }
}

TEST(Money, AmountReadsBack) {
  std::mt19937_64 random(7);  // NOLINT: reproducible on purpose
  for (const auto* code : {"GBP", "JPY", "KWD"}) {
    for (int i = 0; i < 1000; ++i) {
      const Money m{static_cast<std::int64_t>(random() % 2'000'000'000) - 1'000'000'000,
                    currency(code)};
      EXPECT_EQ(Money::parse(m.amount(), m.currency), m) << m.text();
    }
  }
}

TEST(Money, CurrencyCodes) {
  EXPECT_EQ(currency("gbp").code(), "GBP");
  EXPECT_EQ(Currency::parse("XXX"), std::nullopt);
  EXPECT_EQ(Currency::parse("GB"), std::nullopt);
}

}  // namespace
}  // namespace tocsin
