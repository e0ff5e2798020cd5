// Which file says it: overrides by set, organization, region and language, and variants.

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "notify/templates.h"
#include "notify/variants.h"
#include "support/fixtures.h"

namespace tocsin::notify {
namespace {

class TemplateSearchTest : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& first_line = "") {
    const auto file = folder_ / (name + ".mustache");
    std::filesystem::create_directories(file.parent_path());
    write_file(file, first_line + "--- text\n" + name + "\n");
  }
  // What an sms of the kind "k" says.
  std::string said(const TemplateChoice& choice) {
    Templates templates(folder_.path());
    return templates.render(choice, Json::object()).text("text");
  }
  static TemplateChoice choice(std::string_view language, const TemplateScope& scope = {},
                               std::string_view reader = "") {
    return {Channel::sms, "k", language, scope, reader};
  }
  test::ScratchFolder folder_;
};

TEST_F(TemplateSearchTest, MostTellingFirst) {
  const TemplateScope all{"Terse", "Acme Ltd", "eu"};
  // From the least telling to the most: each that is added wins over those before.
  for (const auto* name :
       {"default/sms", "default/sms.de", "default/sms.de-at", "regions/eu/default/sms",
        "organizations/acme_ltd/default/sms.de", "sets/terse/default/sms", "k/sms", "k/sms.de",
        "k/sms.de-at", "regions/eu/k/sms", "regions/eu/k/sms.de-at", "organizations/acme_ltd/k/sms",
        "organizations/acme_ltd/k/sms.de", "sets/terse/k/sms", "sets/terse/k/sms.de-at"}) {
    put(name);
    EXPECT_EQ(said(choice("de-AT", all)), name);
  }
  EXPECT_EQ(said(choice("de", all)), "sets/terse/k/sms");
  EXPECT_EQ(said(choice("de", {"", "Acme Ltd", "eu"})), "organizations/acme_ltd/k/sms.de");
  EXPECT_EQ(said(choice("fr", {"", "", "eu"})), "regions/eu/k/sms");
  EXPECT_EQ(said(choice("de-CH")), "k/sms.de");
  EXPECT_EQ(said(choice("de_AT", {"none", "none", "none"})), "k/sms.de");
  EXPECT_EQ(said(choice("")), "k/sms");
}

TEST_F(TemplateSearchTest, NamesFromOutsideStayInTheFolder) {
  write_file(folder_ / "outside.mustache", "--- text\noutside\n");
  put("k/sms");
  EXPECT_EQ(said(choice("../../outside", {"..", "../..", "/"})), "k/sms");
}

TEST_F(TemplateSearchTest, VariantsShareTheReadersByWeight) {
  put("k/sms");
  put("k/sms@b", "{{! weight 3 }}\n");
  put("k/sms@retired", "{{! weight 0 }}\n");
  put("k/sms.de@only_german");
  Templates templates(folder_.path());
  std::map<std::string, int> readers;
  for (int i = 0; i < 4000; ++i) {
    const std::string reader = fmt::format("person/{}", i);
    const auto mine = choice("en", {}, reader);
    const std::string variant = templates.variant_of(mine);
    EXPECT_EQ(templates.render(mine, Json::object()).text("text"),
              variant.empty() ? "k/sms" : "k/sms@" + variant);
    ++readers[variant];
  }
  // A quarter and three quarters; five standard deviations of a binomial: 5 * sqrt(4000 * 3 / 16).
  EXPECT_NEAR(readers[""], 1000, 137);
  EXPECT_NEAR(readers["b"], 3000, 137);
  EXPECT_EQ(readers["retired"], 0);
  EXPECT_EQ(templates.variant_of(choice("en")), "");
  EXPECT_EQ(templates.variant_of(choice("de", {}, "person/1")), "only_german");
}

TEST_F(TemplateSearchTest, AWeightThatIsNoneIsRefused) {
  for (const auto* line : {"{{! weight many }}\n", "{{! weight -1 }}\n", "{{! weight 1e9 }}\n",
                           "{{! weight nan }}\n", "{{! weight 1\n"}) {
    put("k/sms", line);
    EXPECT_THROW((void)said(choice("en")), Error) << line;
  }
}

TEST(Variants, AnAddedOneMovesNobodyBetweenTheOthers) {
  const std::vector<Variant> two{{"", 1}, {"b", 2}};
  const std::vector<Variant> three{{"", 1}, {"b", 2}, {"c", 1}};
  int moved = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string who = fmt::format("person/{}", i);
    const Reader reader{who, "price_drop", "email"};
    const std::string before = assigned(two, reader).name, after = assigned(three, reader).name;
    EXPECT_EQ(assigned(two, reader).name, before);
    if (before == after) continue;
    EXPECT_EQ(after, "c");
    ++moved;
  }
  EXPECT_NEAR(moved, 500, 97);  // a quarter; five standard deviations
}

TEST(Variants, ReadersOfOneKindAreMixedAnewForAnother) {
  const std::vector<Variant> two{{"", 1}, {"b", 1}};
  int same = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string who = fmt::format("person/{}", i);
    same += assigned(two, {who, "price_drop", "email"}).name ==
            assigned(two, {who, "sold_out", "email"}).name;
  }
  EXPECT_NEAR(same, 1000, 112);
}

}  // namespace
}  // namespace tocsin::notify
