// Browsers at one WebDriver: at most so many at once, started with the first page that needs one,
// reused for pages alike, and started anew when they crash.
//
// A driver of our own is started by `command`; with `url` it is somebody else's. Used on the thread
// of its engine alone.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/driver_process.h"
#include "net/webdriver.h"

namespace tocsin::scrape {

struct BrowserSettings {
  std::string url;                     // of a WebDriver; empty: one of our own
  std::string command;                 // that starts one: a program and its arguments
  int browsers = 2;                    // at once
  std::vector<std::string> arguments;  // more of them, for Chromium
  std::string pictures;                // folder of what walls look like; empty: none are taken
};

// A browser on loan. What is done with it bears `key`: pages with the same key share its cookies.
struct Browser {
  std::string key;
  std::string session;       // at the driver; empty: none
  std::uint64_t driver = 0;  // which of the drivers started one after the other
  bool lent = false;
};

class Browsers {
 public:
  // A browser, or null with what is wrong.
  using Ready = std::function<void(Browser*, const net::DriverAnswer&)>;

  Browsers(net::Engine& engine, const BrowserSettings& settings, std::size_t max_answer);

  // Waits for its turn.
  void borrow(std::string key, Json capabilities, Ready ready);
  // `usable`: it does what it is told. Otherwise its session ends.
  void give_back(Browser& browser, bool usable);
  // A command to this browser failed so; what is lost is started anew when next it is needed.
  void note(Browser& browser, net::DriverFault fault);
  net::WebDriver& driver() { return *driver_; }

  // Ends all sessions at a driver of somebody else's; one of our own ends with the object.
  void close();

 private:
  struct Wish {
    std::string key;
    Json capabilities;
    Ready ready;
  };
  using Connected = std::function<void(const net::DriverAnswer&)>;

  void lend();
  Browser* choose(const std::string& key);
  void prepare(Browser& browser, Wish&& wish);
  void open(Browser& browser, Wish&& wish);
  void refuse(Browser& browser, const Wish& wish, const net::DriverAnswer& why);
  void connect(Connected done);
  void wait_for_port(std::chrono::steady_clock::time_point until, Connected done);
  void drop_driver();

  net::Engine& engine_;
  const BrowserSettings& settings_;
  std::size_t max_answer_;
  std::vector<std::unique_ptr<Browser>> browsers_;
  std::deque<Wish> wishes_;
  std::unique_ptr<net::DriverProcess> process_;
  std::unique_ptr<net::WebDriver> driver_;
  std::uint64_t driver_number_ = 1;
};

}  // namespace tocsin::scrape
