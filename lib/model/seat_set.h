// Sections or rows that a person would take: names, ranges ("100-110", "B1-B9", "A-F") and patterns
// ("A*", "20?").
//
// Comparison ignores case and a leading word for what it is ("Section 104", "Block 104" and "104"
// are the same). A range orders by its number or, for one or two letters, by the alphabet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

class SeatSet {
 public:
  // False, with the reason in `why` ("'110-100' ends before it begins"), if the text is none.
  [[nodiscard]] bool add(std::string_view text, std::string& why);
  bool contains(std::string_view name) const;
  bool empty() const { return entries_.empty(); }
  std::string text() const;  // as it was given, joined by ", "

 private:
  enum class Kind { name, numbers, letters, pattern };
  struct Entry {
    Kind kind = Kind::name;
    std::string given;
    std::string low;                   // name and pattern too; the prefix of a range of numbers
    std::string high;                  // letters only
    unsigned long from = 0, last = 0;  // numbers only
  };
  static bool holds(const Entry& entry, std::string_view name);
  std::vector<Entry> entries_;
};

}  // namespace tocsin
