#include "scrape/render.h"

#include <mutex>
#include <thread>

#include "scrape/render_page.h"

namespace tocsin::scrape {
namespace {

// A document of 16 MB in JSON, with what JSON escapes, and a picture besides.
constexpr std::size_t kMaxAnswer = 64U << 20;
constexpr auto kClose = std::chrono::seconds{10};

net::EngineOptions engine_options(int browsers) {
  net::EngineOptions options;
  // All of them talk to the one driver.
  options.host_concurrency = 2 * browsers + 2;
  return options;
}

}  // namespace

class Renderer::Impl {
 public:
  explicit Impl(const BrowserSettings& settings)
      : settings_(settings),
        engine_(engine_options(settings.browsers)),
        browsers_(engine_, settings_, kMaxAnswer),
        thread_([this] { engine_.serve(); }) {}

  ~Impl() {
    engine_.post([this] {
      browsers_.close();
      engine_.stop();
    });
    thread_.join();
    // Sessions at somebody else's driver end before we go.
    const auto until = std::chrono::steady_clock::now() + kClose;
    if (!settings_.url.empty()) {
      engine_.run([&] { return std::chrono::steady_clock::now() >= until; });
    }
  }

  void render(net::HttpRequest&& request, const Rendering& how, Rendered done) {
    engine_.post([this, request = std::move(request), how, done = std::move(done)]() mutable {
      render_page(engine_, browsers_, settings_, std::move(request), how, std::move(done));
    });
  }

 private:
  const BrowserSettings& settings_;
  net::Engine engine_;
  Browsers browsers_;
  std::thread thread_;
};

Renderer::Renderer(BrowserSettings settings) : settings_(std::move(settings)) {}
Renderer::~Renderer() = default;

void Renderer::render(net::HttpRequest&& request, const Rendering& how, Rendered done) {
  static std::mutex starting;
  {
    const std::lock_guard lock(starting);
    if (!impl_) impl_ = std::make_unique<Impl>(settings_);
  }
  impl_->render(std::move(request), how, std::move(done));
}

Render Renderer::function() {
  return [this](net::HttpRequest&& request, const Rendering& how, Rendered&& done) {
    render(std::move(request), how, std::move(done));
  };
}

}  // namespace tocsin::scrape
