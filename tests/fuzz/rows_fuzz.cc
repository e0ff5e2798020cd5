// The readers of CSV and of JSON rows: any bytes end, each row is read or has a fault, and what was
// read of CSV is the same when it is written and read again.
// links: tocsin_records
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "records/mapping/csv.h"
#include "records/mapping/json_rows.h"

namespace {

using namespace tocsin::records;

// A file in memory, by a path that a reader can open.
class Memory {
 public:
  explicit Memory(std::string_view bytes) : file_(::memfd_create("rows", 0)) {
    if (file_ < 0 ||
        ::write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      std::abort();
    }
  }
  ~Memory() { ::close(file_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

using Table = std::vector<std::vector<std::string>>;

Table read(const std::string& path) {
  LineReader lines(path);
  Table out;
  for (CsvReader csv(lines, ','); csv.next();) {
    if (csv.fault().empty()) out.push_back(csv.fields());
  }
  return out;
}

std::string written(const Table& table) {
  std::string out;
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += i == 0 ? "\"" : ",\"";
      for (const char c : row[i]) out += c == '"' ? "\"\"" : std::string(1, c);
      out += '"';
    }
    out += "\n";
  }
  return out;
}

// A carriage return before a line's end belongs to the end.
bool has_carriage_return(const Table& table) {
  for (const auto& row : table) {
    for (const auto& field : row) {
      if (field.find('\r') != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Memory memory({reinterpret_cast<const char*>(data), size});
  const Table table = read(memory.path());
  if (!has_carriage_return(table) && read(Memory(written(table)).path()) != table) std::abort();
  LineReader lines(memory.path());
  for (JsonRows rows(lines); rows.next();) {
    if (rows.fault().empty() && !rows.object().is_object()) std::abort();
  }
  return 0;
}
