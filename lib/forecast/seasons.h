// Seasons: found by a test, taken out by classical decomposition, put back into forecasts.
//
// Each period is tested in turn, the shortest first, on what the earlier ones left: its
// autocorrelation must exceed 1.645 standard errors by Bartlett's formula, as the M competitions
// did it (Makridakis and Hibon 2000). Seasons multiply where every value is well above zero, else
// they add.
#pragma once

#include <span>
#include <vector>

namespace tocsin::forecast {

class Seasons {
 public:
  // Periods of 2 steps and more; those without three full rounds in the values are passed over.
  // `adjusted` becomes the values without the seasons that were found.
  Seasons(std::span<const double> values, std::span<const int> periods,
          std::vector<double>& adjusted);

  // Position 0 is from now on where `position` was.
  void begin_at(std::size_t position);
  // Makes values at the positions from `position` on seasonal again.
  void put_back(std::size_t position, std::span<double> values) const;

  bool any() const { return !found_.empty(); }
  bool multiply() const { return multiply_; }
  // How much of what is left after the trend the seasons explain, 0 … 1.
  double strength() const { return strength_; }

 private:
  struct Season {
    std::vector<double> index;  // by position modulo its size
  };
  std::vector<Season> found_;
  bool multiply_ = false;
  double strength_ = 0;
};

// A moving average over a whole period (half weights at both ends where it is even), its ends
// continued flat; `period` >= 2 and fewer than there are values.
std::vector<double> moving_trend(std::span<const double> values, int period);
// Means by position of the detrended values, or of their ratios to the trend; normalised.
std::vector<double> seasonal_index(std::span<const double> values, int period, bool multiply);
// The autocorrelation at `lag` exceeds what chance gives.
bool is_seasonal(std::span<const double> values, int period);

}  // namespace tocsin::forecast
