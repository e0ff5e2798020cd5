// Where an import's records come from, one by one: JSON lines, or the rows of another system's
// export through a mapping. Memory is bounded by what belongs together.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "records/line_reader.h"
#include "records/mapping/mapping.h"

namespace tocsin::records {

struct Incoming {
  std::int64_t line = 0;
  std::string original;        // the line or row as it was written
  std::optional<Json> record;  // nothing: it could not be read, for this reason
  std::string reason;
};

class Source {
 public:
  explicit Source(const std::string& file) : lines_(file) {}
  virtual ~Source() = default;

  // False at the end.
  virtual bool next(Incoming& to) = 0;
  // Back to the first; what cannot be read twice must have been kept.
  virtual void rewind() { lines_.rewind(); }
  void keep() { lines_.keep(); }
  std::int64_t line() const { return lines_.number(); }
  std::int64_t bytes() const { return lines_.bytes(); }

 protected:
  LineReader lines_;
};

// Of the file, "-" being standard input. A mapping must outlive its source.
std::unique_ptr<Source> json_lines(const std::string& file);
std::unique_ptr<Source> mapped_rows(const std::string& file, const Mapping& mapping);

}  // namespace tocsin::records
