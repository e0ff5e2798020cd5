// A/B variants of a template: who reads which.
//
// Assignment is weighted rendezvous hashing (Schindelhauer and Schomaker, "Weighted distributed
// hash tables", SPAA 2005): each variant scores -weight / ln(u), with u from a hash of the
// reader, the kind, the channel and the variant's name, and the highest score wins. A reader stays
// with their variant as long as it is there and the weights stand; a variant that is added takes
// its share from all and moves nobody between the others. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin::notify {

struct Variant {
  std::string name;  // empty: the file without @VARIANT
  double weight = 1;
};

struct Reader {
  std::string_view who, kind, channel;
};

// Where nobody in particular reads, the one without a name. `variants` is not empty.
const Variant& assigned(std::span<const Variant> variants, const Reader& reader);

// The weight of a file: "{{! weight 2.5 }}" as its first line, which is taken off; 1 without it.
// Nothing for a weight that is none: it must lie between 0 and 1000.
bool take_weight(std::string& file, double& weight);

}  // namespace tocsin::notify
