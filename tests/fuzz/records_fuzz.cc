// The reader of records: any bytes are refused with a reason or read, never worse.
// links: tocsin_records
#include <cstdint>
#include <cstdlib>

#include "model/record.h"
#include "model/watch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  std::string why;
  const auto record = parse_json({reinterpret_cast<const char*>(data), size}, why);
  if (!record) return 0;
  std::vector<Problem> problems;
  const RecordType* type = type_of_record(*record, problems);
  if (type == nullptr) {
    if (problems.empty()) std::abort();
    return 0;
  }
  problems = check_record(*type, *record);
  if (!problems.empty()) {
    if (describe(problems).empty()) std::abort();
    return 0;
  }
  // What passed the check can be read by its types.
  const RecordView view(*record);
  for (const Field& field : type->fields) {
    if (field.kind == FieldKind::time && view.has(field.name) && !view.time(field.name)) {
      std::abort();
    }
    if (field.kind == FieldKind::money && view.has(field.name) && !view.money(field.name)) {
      std::abort();
    }
  }
  if (type->name == "watch") (void)read_criteria(*record, why);
  return 0;
}
