#include "analyze/boosted/train_job.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/embedded.h"
#include "base/file.h"
#include "store/offer_writer.h"
#include "support/databases.h"

namespace tocsin::analyze {
namespace {

namespace fs = std::filesystem;

// A market of its own: every price falls by a tenth each week, whatever the shipped model believes.
class TrainJobTest : public test::DatabaseTest {
 protected:
  void sell(int events) {
    store::OfferWriter writer(db());
    db().transaction([&] {
      for (int i = 0; i < events; ++i) sell_one(writer, i);
      writer.flush();
    });
  }

  Trained train(std::string_view when = "2026-11-22") {
    const Instant now = at(when);
    alert::Trail trail(db(), "test", now);
    return train_prices(
        db(), {.folder = folder(), .since = now - std::chrono::days{800}, .now = now}, trail);
  }

  fs::path folder() const { return models_.path() / "models"; }

 private:
  // Read each week, and once more half an hour before it starts.
  void sell_one(store::OfferWriter& writer, int i) {
    const Instant starts = at("2025-06-01T19:00:00Z") + std::chrono::days{3 * i};
    for (int week = 0; week < 8; ++week) {
      read(writer, i, starts, week,
           starts - std::chrono::days{7 * (8 - week)} + std::chrono::hours{i % 100});
    }
    read(writer, i, starts, 7, starts - std::chrono::minutes{30});
  }

  static void read(store::OfferWriter& writer, int i, Instant starts, int week, Instant when) {
    Observation seen;
    seen.platform = "ticketsite";
    seen.event.external_id = std::to_string(i);
    seen.event.name = "Evening " + std::to_string(i);
    seen.event.category = i % 2 == 0 ? "Music" : "Theatre";
    seen.event.starts_at = starts;
    OfferFacts offer;
    offer.external_id = "1";
    offer.price =
        Money{std::llround((8000 + 100 * (i % 30)) * std::pow(0.9, week)), *Currency::parse("GBP")};
    offer.quantity = 50 - 5 * week;
    offer.availability = Availability::in_stock;
    seen.offer = offer;
    seen.observed_at = when;
    (void)writer.observe(seen, std::nullopt);
  }

  test::ScratchFolder models_;
};
TOCSIN_ON_BOTH_DATABASES(TrainJobTest);

TEST_P(TrainJobTest, TooLittleHistoryChangesNothing) {
  sell(20);
  const Trained trained = train();
  EXPECT_FALSE(trained.promoted);
  EXPECT_EQ(trained.verdict,
            "too little history: 20 events are over whose prices were read, 100 are needed; "
            "nothing changed");
  EXPECT_FALSE(fs::exists(folder()));
  EXPECT_EQ(model_in_use(db(), folder()).name, "shipped");
}

TEST_P(TrainJobTest, ABetterModelReplacesTheOneInUseAndWaitsForNewEvents) {
  sell(150);
  const Trained trained = train();
  ASSERT_TRUE(trained.promoted) << trained.verdict << trained.figures;
  EXPECT_EQ(trained.against, "shipped");
  const auto& loss = trained.figures.at("loss");
  EXPECT_LT(loss.at("model").get<double>(), loss.at("in_use").get<double>());
  const ModelInUse in_use = model_in_use(db(), folder());
  ASSERT_TRUE(in_use.model) << in_use.reason;
  EXPECT_EQ(in_use.name, std::to_string(*trained.promoted));
  EXPECT_EQ(in_use.model->card().categories, (std::vector<std::string>{"music", "theatre"}));
  EXPECT_EQ(in_use.model->card().until, at("2026-11-22"));
  // What it was trained on cannot judge it.
  const Trained again = train("2026-11-23");
  EXPECT_FALSE(again.promoted);
  EXPECT_EQ(again.verdict, "no event was over since the model in use was trained; nothing changed");
}

TEST_P(TrainJobTest, TheSameHistoryGivesTheSameModel) {
  sell(120);
  const Trained first = train();
  ASSERT_TRUE(first.promoted) << first.verdict;
  const std::string digest = store::find_model(db(), *first.promoted)->digest;
  db().transaction([&] { (void)store::roll_back_model(db(), "price"); });
  const Trained second = train();
  ASSERT_TRUE(second.promoted) << second.verdict;
  EXPECT_EQ(store::find_model(db(), *second.promoted)->digest, digest);
}

TEST_P(TrainJobTest, AFileThatCannotBeUsedSaysWhyAndLosesNothing) {
  sell(120);
  ASSERT_TRUE(train().promoted);
  const store::StoredModel stored = *store::model_in_use(db(), "price");
  const fs::path path = folder() / stored.file;
  const std::string good = read_file(path);
  const struct {
    std::string content, why;
  } cases[] = {
      {"", "it is empty"},
      {"junk", "its card is no JSON"},
      {good.substr(0, good.size() / 2), "it is damaged or cut short"},
      {good.substr(0, good.size() - 1), "it is damaged or cut short"},
      {std::string("\x7f"
                   "ELF\0\0\1",
                   7),
       "its card is no JSON"},
      {std::string(shipped::models().front().content), "it is not the file that was registered"},
  };
  for (const auto& c : cases) {
    write_file(path, c.content);
    const ModelInUse broken = model_in_use(db(), folder());
    EXPECT_FALSE(broken.model) << c.why;
    EXPECT_NE(broken.reason.find(c.why), std::string::npos) << broken.reason;
    EXPECT_NE(broken.reason.find(stored.file), std::string::npos) << broken.reason;
  }
  fs::remove(path);
  EXPECT_NE(model_in_use(db(), folder()).reason.find(stored.file), std::string::npos);
  fs::create_directory(path);
  EXPECT_FALSE(model_in_use(db(), folder()).model);
  fs::remove(path);
  write_file(path, good);
  EXPECT_TRUE(model_in_use(db(), folder()).model);
}

}  // namespace
}  // namespace tocsin::analyze
