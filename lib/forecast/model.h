// The socket of the forecasters: one function a method, and what it leaves behind.
//
// A method sees one History, at most a few thousand values whose magnitude is about 1, without
// gaps. What is fitted once can forecast from any beginning of that history: rolling-origin errors
// of every method cost no second fit. Methods know nothing of intervals; intervals.h makes those
// from such errors, the same way for all.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "forecast/seasons.h"

namespace tocsin::forecast {

struct History {
  std::span<const double> values;    // oldest first, all finite
  std::span<const double> adjusted;  // the same without their seasons
  const Seasons& seasons;
  // The season a method may fit by itself, in steps; 1 if there is none, or several, or a long one.
  int period = 1;
  // What seasonal_naive repeats: the longest period that is not longer than the history.
  int round = 1;

  std::size_t size() const { return values.size(); }
};

class Fitted {
 public:
  virtual ~Fitted() = default;
  // What the method says of the values after the first `known` ones, 1 <= known <= size(), with
  // the parameters that the whole history gave it.
  virtual void forecast(std::size_t known, std::span<double> out) const = 0;
};

// Of the seasonally adjusted history; the seasons are put back.
class FittedToAdjusted : public Fitted {
 public:
  explicit FittedToAdjusted(const History& history) : history_(history) {}
  void forecast(std::size_t known, std::span<double> out) const final {
    extend(history_.adjusted.first(known), out);
    history_.seasons.put_back(known, out);
  }

 protected:
  virtual void extend(std::span<const double> known, std::span<double> out) const = 0;

 private:
  History history_;
};

struct Model {
  std::string_view name;     // of --model
  std::string_view summary;  // a line, no full stop
  // Null: the history is too short or of the wrong kind. The history must outlive what is fitted.
  std::unique_ptr<Fitted> (*fit)(const History& history);
};

// In the order of the manual.
std::span<const Model> models();
const Model* find_model(std::string_view name);

// One file a family: models/naive.cc …
std::unique_ptr<Fitted> fit_naive(const History&);
std::unique_ptr<Fitted> fit_seasonal_naive(const History&);
std::unique_ptr<Fitted> fit_adjusted_naive(const History&);
std::unique_ptr<Fitted> fit_drift(const History&);
std::unique_ptr<Fitted> fit_ses(const History&);
std::unique_ptr<Fitted> fit_holt(const History&);
std::unique_ptr<Fitted> fit_damped(const History&);
std::unique_ptr<Fitted> fit_holt_winters(const History&);
std::unique_ptr<Fitted> fit_ets(const History&);
std::unique_ptr<Fitted> fit_theta(const History&);
std::unique_ptr<Fitted> fit_optimised_theta(const History&);
std::unique_ptr<Fitted> fit_dynamic_theta(const History&);
std::unique_ptr<Fitted> fit_ces(const History&);
std::unique_ptr<Fitted> fit_arima(const History&);
std::unique_ptr<Fitted> fit_croston(const History&);
std::unique_ptr<Fitted> fit_sba(const History&);
std::unique_ptr<Fitted> fit_tsb(const History&);
std::unique_ptr<Fitted> fit_short(const History&);

}  // namespace tocsin::forecast
