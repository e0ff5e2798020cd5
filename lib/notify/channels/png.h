// Small pictures of few colours as PNG (ISO/IEC 15948): what a mail can show without fetching
// anything. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tocsin::notify {

using Rgb = std::array<std::uint8_t, 3>;

// At most four colours; coordinates outside are ignored.
class Picture {
 public:
  Picture(int width, int height);
  int width() const { return width_; }
  int height() const { return height_; }
  void set(int x, int y, std::uint8_t colour);
  std::uint8_t at(int x, int y) const;
  void fill(int x, int y, int width, int height, std::uint8_t colour);

 private:
  int width_, height_;
  std::vector<std::uint8_t> pixels_;
};

// The picture's values are places in the palette.
std::string to_png(const Picture& picture, std::span<const Rgb> palette);

}  // namespace tocsin::notify
