#include "records/import.h"

#include <algorithm>
#include <future>
#include <map>

#include "base/error.h"
#include "base/fault.h"
#include "records/rejects.h"
#include "records/session.h"
#include "records/source.h"

namespace tocsin::records {
namespace {

constexpr std::size_t kBatchRecords = 2'500;
constexpr std::size_t kBatchBytes = 8U << 20;

struct Pending {
  std::int64_t line = 0;
  const RecordType* type = nullptr;
  Json record;
  std::string original;
};

struct Reject {
  std::int64_t line = 0;
  std::string reason, original;
};

// Lines read together; none at the end of the input.
struct Batch {
  std::vector<Pending> good;
  std::vector<Reject> bad;     // could not even be read
  std::int64_t last_line = 0;  // 0: no line
  std::int64_t end = 0;        // bytes of the input up to here
};

// Leaves the transaction of an atomic or dry run.
struct GiveUp {};

class Import {
 public:
  Import(store::Database& db, const ImportOptions& options)
      : db_(db),
        options_(options),
        trail_(db, options.actor, options.now),
        source_(options.mapping ? mapped_rows(options.file, *options.mapping)
                                : json_lines(options.file)),
        rejects_(options.rejects) {}

  ImportResult run() {
    if (options_.atomic || options_.dry_run) {
      run_as_one();
    } else {
      run_in_batches();
    }
    result_.rejected = rejects_.count();
    if (result_.rejected > 0) result_.counts["rejected"] = result_.rejected;
    rejects_.finish();
    return result_;
  }

 private:
  // While one batch is stored, another thread reads and checks the next: parsing is the larger
  // half of the work.
  void run_in_batches() {
    std::future<Batch> next = std::async(std::launch::async, [this] { return read_batch(); });
    for (;;) {
      const Batch batch = next.get();
      if (batch.last_line == 0) break;
      next = std::async(std::launch::async, [this] { return read_batch(); });
      alert::Counts counts;
      std::vector<Reject> bad;
      fault_point("import.read");
      db_.transaction([&] {
        counts.clear();
        bad.clear();
        trail_.clear();
        Session session(db_, trail_, voice());
        store_batch(session, batch, counts, bad);
        end_transaction(session);
        fault_point("import.stored");
      });
      fault_point("import.committed");
      settle(batch, counts, std::move(bad));
    }
    if (options_.complete.empty()) return;
    alert::Counts counts;
    db_.transaction([&] {
      counts.clear();
      trail_.clear();
      Session session(db_, trail_, voice());
      close_unseen(session, counts);
      end_transaction(session);
    });
    settle({}, counts, {});
  }

  void run_as_one() {
    source_->keep();
    try {
      db_.transaction([&] {
        source_->rewind();
        rejects_.start_again();
        result_ = {};
        trail_.clear();
        Session session(db_, trail_, voice());
        for (Batch batch = read_batch(); batch.last_line > 0; batch = read_batch()) {
          std::vector<Reject> bad;
          store_batch(session, batch, result_.counts, bad);
          session.settle();
          settle(batch, {}, std::move(bad));
        }
        close_unseen(session, result_.counts);
        end_transaction(session);
        if (options_.dry_run || rejects_.count() > 0) throw GiveUp{};
        fault_point("import.stored");
      });
    } catch (const GiveUp&) {
      result_.stored = false;
    }
  }

  Batch read_batch() {
    Batch batch;
    std::size_t bytes = 0;
    for (Incoming in; batch.good.size() < kBatchRecords && bytes < kBatchBytes &&
                      batch.bad.size() < kBatchRecords && source_->next(in);) {
      bytes += in.original.size();
      read_record(batch, in);
      batch.last_line = source_->line();
      batch.end = source_->bytes();
    }
    return batch;
  }

  void read_record(Batch& batch, Incoming& in) {
    const auto reject = [&](const std::string& reason) {
      batch.bad.push_back({in.line, reason, std::move(in.original)});
    };
    if (!in.record) return reject("record: " + in.reason);
    std::vector<Problem> problems;
    const RecordType* type = type_of_record(*in.record, problems);
    if (type != nullptr) problems = check_record(*type, *in.record, options_.lenient);
    if (!problems.empty()) return reject(describe(problems));
    batch.good.push_back({in.line, type, std::move(*in.record), std::move(in.original)});
  }

  void store_batch(Session& session, const Batch& batch, alert::Counts& counts,
                   std::vector<Reject>& bad) {
    std::map<std::pair<const RecordType*, store::Change>, std::int64_t> stored_of;
    for (const Pending& p : batch.good) {
      const Stored stored = session.store(*p.type, p.record);
      if (stored.ok()) {
        ++stored_of[{p.type, stored.change}];
        if (!options_.complete.empty() && p.type->name == "offer") note_listed(p.record);
      } else {
        bad.push_back({p.line, describe(stored.problems), p.original});
      }
    }
    alert::Counts of_batch;
    for (const auto& [what, count] : stored_of) {
      of_batch[fmt::format("{}_{}", what.first->name, word(what.second))] += count;
    }
    for (const auto& [name, count] : of_batch) counts[name] += count;
    if (!of_batch.empty()) {
      trail_.note("import.batch", "lines",
                  fmt::format("{}-{}", batch.good.front().line, batch.good.back().line),
                  Json(of_batch));
    }
  }

  void note_listed(const Json& offer) {
    const RecordView view(offer);
    const Instant at = view.time("observed_at").value_or(options_.now);
    const auto [entry, is_new] = listed_since_.emplace(view.text("platform"), at);
    if (!is_new) entry->second = std::min(entry->second, at);
  }

  // What the listing mentions was seen at its earliest observation or later; the rest is gone.
  void close_unseen(Session& session, alert::Counts& counts) {
    for (const std::string& name : options_.complete) {
      const auto listed = listed_since_.find(name);
      const Instant since = listed == listed_since_.end() ? options_.now : listed->second;
      const auto platform = session.offers().platform_id(name, options_.now);
      const auto closed = session.offers().close_unseen_on_platform(platform, since);
      counts["closed"] += closed;
      trail_.note("import.complete", "platform", name, Json{{"closed", closed}});
    }
  }

  ticket::Desk::Voice voice() const {
    return options_.raise ? ticket::Desk::Voice::loud : ticket::Desk::Voice::silent;
  }

  // An import raises nothing unless it is told to; forecasts learn from it all the same.
  void end_transaction(Session& session) {
    session.settle();
    if (options_.raise) {
      session.offers().flush();
    } else {
      session.offers().flush_silently();
    }
    trail_.flush();
  }

  void settle(const Batch& batch, const alert::Counts& counts, std::vector<Reject> bad) {
    for (const auto& [name, count] : counts) result_.counts[name] += count;
    bad.insert(bad.end(), batch.bad.begin(), batch.bad.end());
    std::sort(bad.begin(), bad.end(),
              [](const Reject& a, const Reject& b) { return a.line < b.line; });
    for (const Reject& r : bad) rejects_.add(r.line, r.reason, r.original);
    if (options_.progress && batch.last_line > 0) options_.progress(batch.last_line, batch.end);
  }

  store::Database& db_;
  const ImportOptions& options_;
  alert::Trail trail_;
  std::unique_ptr<Source> source_;
  Rejects rejects_;
  std::map<std::string, Instant> listed_since_;  // by platform
  ImportResult result_;
};

}  // namespace

ImportResult import_records(store::Database& db, const ImportOptions& options) {
  return Import(db, options).run();
}

}  // namespace tocsin::records
