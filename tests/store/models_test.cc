#include "store/models.h"

#include <gtest/gtest.h>

#include "support/databases.h"

namespace tocsin::store {
namespace {

class ModelsTest : public test::DatabaseTest {
 protected:
  std::int64_t add(const char* file) {
    return add_model(db(), {.kind = "price",
                            .trained_at = at("2026-11-22"),
                            .file = file,
                            .digest = "ab",
                            .card = "{}"});
  }
  std::string in_use() {
    const auto found = model_in_use(db(), "price");
    return found ? found->file : "shipped";
  }
};
TOCSIN_ON_BOTH_DATABASES(ModelsTest);

TEST_P(ModelsTest, TheLastOneIsInUseAndTheFormerComesBack) {
  EXPECT_EQ(in_use(), "shipped");
  EXPECT_FALSE(roll_back_model(db(), "price"));
  const std::int64_t first = add("1.model");
  EXPECT_FALSE(find_model(db(), first)->former);
  const std::int64_t second = add("2.model");
  EXPECT_EQ(in_use(), "2.model");
  EXPECT_EQ(find_model(db(), second)->former, first);
  EXPECT_FALSE(find_model(db(), first)->in_use);
  EXPECT_TRUE(roll_back_model(db(), "price"));
  EXPECT_EQ(in_use(), "1.model");
  // Trained anew, it follows the one that was in use.
  const std::int64_t third = add("3.model");
  EXPECT_EQ(find_model(db(), third)->former, first);
  EXPECT_TRUE(roll_back_model(db(), "price"));
  EXPECT_TRUE(roll_back_model(db(), "price"));
  EXPECT_EQ(in_use(), "shipped");
  ASSERT_EQ(models(db()).size(), 3U);
  EXPECT_EQ(models(db()).front().file, "3.model");
  EXPECT_FALSE(find_model(db(), 99));
}

}  // namespace
}  // namespace tocsin::store
