// Mapping files and the rows they are put to: refused with a reason or read, never worse. The bytes
// up to the first NUL are the mapping, the rest the cells of rows.
// links: tocsin_records
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "records/mapping/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  using namespace tocsin::records;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto cut = std::min(all.find('\0'), all.size());
  try {
    const Mapping mapping = read_mapping(all.substr(0, cut), "mapping");
    const auto cells = split(to_utf8(all.substr(cut)), '\n');
    std::vector<Cells> rows(1, Cells(mapping.columns.size()));
    std::size_t column = 0;
    for (const std::string& cell : cells) {
      if (column == mapping.columns.size()) {
        rows.emplace_back(mapping.columns.size());
        column = 0;
      }
      if (!mapping.columns.empty()) rows.back()[column++] = cell;
    }
    for (const Mapped& m : map_group(mapping, rows)) {
      if (m.row >= rows.size() || !m.record.contains("type")) std::abort();
      std::vector<Problem> problems;
      const RecordType* type = type_of_record(m.record, problems);
      if (type == nullptr) std::abort();
      for (const Problem& p : check_record(*type, m.record)) {
        if (p.reason.empty()) std::abort();
      }
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) std::abort();
  }
  return 0;
}
