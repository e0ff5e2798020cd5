#include "notify/channels/png.h"

#include <zlib.h>

#include <algorithm>

#include "base/error.h"

namespace tocsin::notify {
namespace {

constexpr char kBitDepth = 2, kPalette = 3;

std::string big_endian(std::uint32_t n) {
  return {static_cast<char>(n >> 24U), static_cast<char>(n >> 16U & 0xFFU),
          static_cast<char>(n >> 8U & 0xFFU), static_cast<char>(n & 0xFFU)};
}

const Bytef* bytes(const std::string& text) {
  return reinterpret_cast<const Bytef*>(text.data());
}

std::string chunk(std::string_view type, const std::string& data) {
  const std::string body = std::string(type) + data;
  const uLong sum = ::crc32(0, bytes(body), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(sum));
}

std::string compressed(const std::string& raw) {
  uLongf size = ::compressBound(static_cast<uLong>(raw.size()));
  std::string out(size, '\0');
  if (::compress2(reinterpret_cast<Bytef*>(out.data()), &size, bytes(raw),
                  static_cast<uLong>(raw.size()), Z_BEST_COMPRESSION) != Z_OK) {
    fail(Exit::software, "zlib does not compress");
  }
  out.resize(size);
  return out;
}

}  // namespace

Picture::Picture(int width, int height)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

void Picture::set(int x, int y, std::uint8_t colour) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  pixels_[static_cast<std::size_t>(y * width_ + x)] = colour;
}

std::uint8_t Picture::at(int x, int y) const {
  return pixels_.at(static_cast<std::size_t>(y * width_ + x));
}

void Picture::fill(int x, int y, int width, int height, std::uint8_t colour) {
  for (int row = y; row < y + height; ++row) {
    for (int column = x; column < x + width; ++column) set(column, row, colour);
  }
}

std::string to_png(const Picture& picture, std::span<const Rgb> palette) {
  std::string head = big_endian(static_cast<std::uint32_t>(picture.width())) +
                     big_endian(static_cast<std::uint32_t>(picture.height()));
  head += {kBitDepth, kPalette, 0, 0, 0};
  std::string colours;
  for (const Rgb& colour : palette) {
    for (const std::uint8_t part : colour) colours += static_cast<char>(part);
  }
  std::string rows;
  for (int y = 0; y < picture.height(); ++y) {
    rows += '\0';  // no filter
    for (int x = 0; x < picture.width(); x += 4) {
      unsigned packed = 0;
      for (int i = 0; i < 4; ++i) {
        packed = packed << 2U | (x + i < picture.width() ? picture.at(x + i, y) & 3U : 0U);
      }
      rows += static_cast<char>(packed);
    }
  }
  return std::string("\x89PNG\r\n\x1A\n") + chunk("IHDR", head) + chunk("PLTE", colours) +
         chunk("IDAT", compressed(rows)) + chunk("IEND", "");
}

}  // namespace tocsin::notify
