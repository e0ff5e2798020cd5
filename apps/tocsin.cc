// tocsin: runs tocsin-NAME, which lies beside it or in the PATH.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "cli/family.h"
#include "cli/version.h"

namespace {

using tocsin::Exit;

void print_family(std::ostream& out) {
  out << "Watches tickets and rings the bell in time\n\n"
         "Usage: tocsin NAME [OPTIONS]\n\n";
  std::string_view group;
  for (const auto& member : tocsin::cli::family()) {
    if (member.group != group) {
      group = member.group;
      out << group << ":\n";
    }
    out << fmt::format("  {:<10} {}\n", member.name, member.summary);
  }
  out << "\n'tocsin NAME --help' explains one, 'man tocsin-NAME' in full.\n";
}

int unknown(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& member : tocsin::cli::family()) names.push_back(member.name);
  const auto near = tocsin::nearest(name, names);
  std::cerr << "tocsin: there is no '" << name << "'";
  if (near) std::cerr << " (did you mean '" << *near << "'?)";
  std::cerr << "\nTry 'tocsin --help'.\n";
  return static_cast<int>(Exit::usage);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "--help";
  if (name == "--help" || name == "-h" || name == "help") {
    if (name == "help" && argc > 2) {
      const std::string page = "tocsin-" + std::string(argv[2]);
      ::execlp("man", "man", page.c_str(), nullptr);
    }
    print_family(argc > 1 ? std::cout : std::cerr);
    return argc > 1 ? 0 : static_cast<int>(Exit::usage);
  }
  if (name == "--version") {
    std::cout << "tocsin " << tocsin::cli::kVersion << '\n';
    return 0;
  }
  const std::string program = "tocsin-" + std::string(name);
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::string beside = (self.parent_path() / program).string();
  ::execv(beside.c_str(), argv + 1);
  ::execvp(program.c_str(), argv + 1);
  return unknown(name);
}
