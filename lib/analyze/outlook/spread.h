// A distribution as a weighted sample: what has been seen, each with how much it counts.
#pragma once

#include <vector>

namespace tocsin::analyze {

class Spread {
 public:
  void add(double value, double weight);
  // After the last add(), before any question.
  void settle();

  // The sample of another, not yet settled either, so that it makes this share of the whole, < 1.
  void mix(const Spread& other, double share);

  bool is_empty() const { return sample_.empty(); }
  // The least value of which, and of those below, there is at least the share `p`.
  double quantile(double p) const;
  double share_at_most(double value) const;

 private:
  struct Seen {
    double value, weight;  // settled: of it and of all below
  };
  std::vector<Seen> sample_;
};

}  // namespace tocsin::analyze
