// A series made ready for the methods: gaps filled, cut to what bounds the cost, scaled to a
// magnitude of about 1, its seasons found.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "forecast/model.h"

namespace tocsin::forecast {

// Methods see this many values at most; seasons are looked for in more.
inline constexpr std::size_t kWindow = 1'000;
inline constexpr std::size_t kSeasonWindow = 20'000;

class Prepared {
 public:
  // NaN is a missing value. Values are cut to the newest.
  Prepared(std::span<const double> values, std::span<const int> periods);
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  const History& history() const { return *history_; }
  std::size_t size() const { return values_.size(); }  // 0: there was no value at all
  bool is_real(std::size_t at) const { return !filled_[at]; }
  std::size_t real_count() const { return real_; }
  // Steps since the last value that is not missing.
  std::size_t late() const { return late_; }
  // A power of two: scaling is exact. What comes of history() is to be multiplied by it.
  double scale() const { return scale_; }
  bool is_nonnegative() const { return nonnegative_; }
  bool is_constant() const { return constant_; }

 private:
  void fill(std::span<const int> periods);

  std::vector<double> values_, adjusted_;
  std::vector<bool> filled_;
  std::size_t late_ = 0, real_ = 0;
  double scale_ = 1;
  bool nonnegative_ = true, constant_ = true;
  std::unique_ptr<Seasons> seasons_;
  std::unique_ptr<History> history_;
};

}  // namespace tocsin::forecast
