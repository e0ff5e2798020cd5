// Files read whole, within limits, and written so that a reader never sees half of one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tocsin {

// "-" is standard input. Exit::no_input if it is not there, Exit::bad_input beyond the limit.
std::string read_file(const std::filesystem::path& path, std::size_t limit = 64U << 20);
// Write to a temporary name beside it, sync, rename. Exit::cannot_create or Exit::io.
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

}  // namespace tocsin
