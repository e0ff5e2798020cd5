// Gradient-boosted trees by XGBoost (T. Chen, C. Guestrin, KDD 2016), through its C API, loaded
// when first needed: linking it would add milliseconds to every start.
//
// The same rows, settings and seed give the same trees: one thread, no sampling beyond the seed's.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::analyze {

// Row after row, each of `width` numbers; a NaN is a missing one, and so is an infinity.
class Matrix {
 public:
  explicit Matrix(std::size_t width) : width_(width) {}

  void add(std::span<const float> row);
  void reserve(std::size_t rows) { values_.reserve(rows * width_); }

  std::size_t width() const { return width_; }
  std::size_t rows() const { return values_.size() / width_; }
  const std::vector<float>& values() const { return values_; }

 private:
  std::size_t width_;
  std::vector<float> values_;
};

// XGBoost's own names: {"eta", "0.1"}.
using BoostSettings = std::vector<std::pair<std::string, std::string>>;

class Booster {
 public:
  // Exit::unavailable where the library is not installed, Exit::software where it refuses.
  static Booster train(const Matrix& rows, std::span<const float> labels, int rounds,
                       const BoostSettings& settings);
  // What bytes() gave. Exit::bad_input where it is not of `features` columns, or no model at all.
  // Trees are believed: whoever changed them must be kept out before (model_file.h).
  static Booster load(std::string_view bytes, std::size_t features);

  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;
  ~Booster();

  // An output a row, or as many as there are classes, row after row. Thread-safe.
  std::vector<float> predict(const Matrix& rows) const;
  // As XGBoost writes them in Universal Binary JSON, which it reads in a third of JSON's time.
  std::string bytes() const;

 private:
  class Handle;
  explicit Booster(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

// "1.7.4"
std::string xgboost_version();

}  // namespace tocsin::analyze
