// Where tests find things: real data beside the checkout, and scratch folders of their own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tocsin::test {

// ../shared/fixtures beside the checkout ($TOCSIN_FIXTURES overrides); may not exist.
std::filesystem::path fixtures();

// An empty folder that goes with the object.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string gunzip(const std::filesystem::path& file);  // by the system's gzip

}  // namespace tocsin::test

// Skips loudly where the shared data is absent.
#define TOCSIN_NEEDS_FIXTURE(relative)                                 \
  if (!std::filesystem::exists(tocsin::test::fixtures() / (relative))) \
  GTEST_SKIP() << "NOT TESTED: no fixture " << (tocsin::test::fixtures() / (relative))
