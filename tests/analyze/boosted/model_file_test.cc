#include "analyze/boosted/model_file.h"

#include <gtest/gtest.h>

#include "analyze/boosted/boosted_prices.h"
#include "analyze/boosted/model_in_use.h"
#include "analyze/scenes.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"

namespace tocsin::analyze {
namespace {

std::string shipped() {
  return std::string(shipped::models().front().content);
}

ModelFile small() {
  ModelFile out{.card = {.trained_at = test::at("2026-11-22"),
                         .trained_on = "a test",
                         .events = 3,
                         .examples = 9,
                         .seed = 1,
                         .library = "XGBoost 1.7.4",
                         .categories = {"music"},
                         .shares = {{"24h", 0.5}},
                         .beware = "everything"},
                .direction = "{\"a\":1}",
                .size = "{\"b\":2}"};
  for (std::size_t i = 0; i < kSizes; ++i)
    out.card.falls[i] = out.card.rises[i] = 0.1 * static_cast<double>(i);
  return out;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text = write_model(small());
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string not_base64() {
  const std::string good = write_model(small()), trees = "?\n?\n";
  const std::string digest = sha256_hex(good.substr(good.find("\n\n") + 2));
  std::string out = good.substr(0, good.find("\n\n") + 2) + trees;
  return out.replace(out.find(digest), digest.size(), sha256_hex(trees));
}

TEST(ModelFile, ReadsWhatItWrote) {
  std::string why;
  const auto read = read_model(write_model(small()), why);
  ASSERT_TRUE(read) << why;
  EXPECT_EQ(read->direction, small().direction);
  EXPECT_EQ(read->size, small().size);
  EXPECT_EQ(read->card.shares, small().card.shares);
  EXPECT_EQ(read->card.categories, small().card.categories);
  EXPECT_EQ(read->card.trained_at, small().card.trained_at);
  EXPECT_FALSE(read->card.until);
  EXPECT_EQ(write_model(*read), write_model(small()));
}

TEST(ModelFile, RefusesWhatIsNoneWithAReason) {
  const std::string good = write_model(small());
  const struct {
    std::string text, why;
  } cases[] = {
      {"", "it is empty"},
      {"junk", "its card is no JSON: "},
      {"[]\n\n{}\n{}\n", "its card is no object"},
      {"{}\n\n{}\n{}\n", "its card has no type"},
      {std::string(kMostModelBytes + 1, ' '), "it is longer than 8388608 bytes"},
      {good.substr(0, good.size() / 2), "its card is no JSON: "},
      {good.substr(0, good.find("\n\n")), "it is damaged or cut short"},
      {good.substr(0, good.size() - 1), "it is damaged or cut short"},
      {good.substr(0, good.size() - 4), "it is damaged or cut short"},
      {good + "{}\n", "it is damaged or cut short"},
      {not_base64(), "its trees are not in base64"},
      {with("eyJhIjoxfQ==", "eyJhIjozfQ=="), "it is damaged or cut short"},
      {with("\"format\": 1", "\"format\": 2"), "it is of format 2; this version reads format 1"},
      {with("\"kind\": \"price\"", "\"kind\": \"weather\""), "it is not a model of prices"},
      {with("\"days_left\"", "\"moon\""), "its features are not those of this version"},
      {with("\"24h\": 0.5", "\"24h\": 1.5"), "a share of its card is none"},
      {with("\"24h\": 0.5", "\"24h\": -0.5"), "a share of its card is none"},
      {with("0.1,", "9.0,"), "sizes of its card do not rise"},
      {with("0.1,", "\"x\","), "a size of its card is none"},
      {with("   0.1,\n", ""), "sizes of its card are not 19 numbers"},
      {with("2026-11-22T00:00:00Z", "yesterday"), "trained_at of its card is no time"},
      {with("\"events\": 3", "\"events\": \"3\""), "events of its card is no number"},
      {with("\"music\"", "7"), "categories of its card is no list of names"},
  };
  for (const auto& c : cases) {
    std::string why;
    EXPECT_FALSE(read_model(c.text, why)) << c.why;
    EXPECT_TRUE(why.starts_with(c.why)) << c.why << ": " << why;
  }
}

TEST(ModelFile, NoByteOfTheShippedTreesCanChangeUnseen) {
  const std::string good = shipped();
  std::string why;
  ASSERT_TRUE(read_model(good, why)) << why;
  const std::size_t trees = good.find("\n\n") + 2;
  for (std::size_t at = trees; at < good.size(); at += 20'011) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_FALSE(read_model(bad, why)) << at;
  }
}

TEST(ModelFile, TreesThatAreNoneAreRefusedByTheirReader) {
  EXPECT_THROW(BoostedPrices{small()}, Error);
  std::string why;
  const auto file = read_model(shipped(), why);
  ASSERT_TRUE(file) << why;
  ModelFile other = *file;
  other.card.categories = {"music", "sports"};
  try {
    (void)BoostedPrices(other);
    FAIL() << "of other columns";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::bad_input);
    EXPECT_EQ(std::string(e.what()), fmt::format("its trees know {} features, its card names {}",
                                                 kFeatureNames.size(), kFeatureNames.size() + 2));
  }
}

TEST(ModelFile, TheShippedOneSaysWhatItIs) {
  std::string why;
  const auto file = read_model(shipped(), why);
  ASSERT_TRUE(file) << why;
  EXPECT_LT(shipped().size(), 500'000U);
  EXPECT_TRUE(shipped_model().model);
  EXPECT_NE(file->card.trained_on.find("simulated"), std::string::npos);
  EXPECT_NE(file->card.beware.find("No real market"), std::string::npos);
  const auto& loss = file->card.figures.at("loss");
  EXPECT_LT(loss.at("model").get<double>(), loss.at("statistics").get<double>());
  EXPECT_LT(loss.at("statistics").get<double>(), loss.at("persistence").get<double>());
}

}  // namespace
}  // namespace tocsin::analyze
