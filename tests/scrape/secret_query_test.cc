#include "scrape/secret_query.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

const std::vector<QuerySecret> kSecrets{{"https://api.example", "apikey", "s3cret&x"}};

TEST(SecretQuery, GoesToItsOwnServerAndComesBackFromNowhere) {
  struct Row {
    const char *page, *asked;
  };
  const Row rows[] = {
      {"https://api.example/events", "https://api.example/events?apikey=s3cret%26x"},
      {"https://api.example/events?size=5", "https://api.example/events?size=5&apikey=s3cret%26x"},
      {"http://api.example/events", "http://api.example/events"},
      {"https://api.example:8443/events", "https://api.example:8443/events"},
      {"https://www.example/events", "https://www.example/events"},
  };
  for (const Row& row : rows) {
    const net::Url asked = with_secrets(net::Url::parse(row.page).value(), kSecrets);
    EXPECT_EQ(asked.text(), row.asked);
    EXPECT_EQ(without_secrets(asked.text(), kSecrets), row.page);
  }
  EXPECT_EQ(without_secrets("https://elsewhere.example/?a=1&apikey=s3cret%26x&b", kSecrets),
            "https://elsewhere.example/?a=1&b");
}

TEST(SecretQuery, ParametersAreReadAsTheyStand) {
  std::string seen;
  each_parameter(net::Url::parse("https://a.example/?&a=1&&b&c=%20=2").value(),
                 [&](std::string_view p) { seen += std::string(p) + ";"; });
  EXPECT_EQ(seen, "a=1;b;c=%20=2;");
}

}  // namespace
}  // namespace tocsin::scrape
