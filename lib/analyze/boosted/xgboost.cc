#include "analyze/boosted/xgboost.h"

#include <xgboost/c_api.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/shared_library.h"

namespace tocsin::analyze {
namespace {

struct Calls {
#define TOCSIN_XGBOOST_CALLS(X)   \
  X(XGBGetLastError)              \
  X(XGBRegisterLogCallback)       \
  X(XGBoostVersion)               \
  X(XGDMatrixCreateFromDense)     \
  X(XGDMatrixFree)                \
  X(XGDMatrixSetFloatInfo)        \
  X(XGBoosterCreate)              \
  X(XGBoosterFree)                \
  X(XGBoosterGetNumFeature)       \
  X(XGBoosterLoadModelFromBuffer) \
  X(XGBoosterPredictFromDense)    \
  X(XGBoosterSaveModelToBuffer)   \
  X(XGBoosterSetParam)            \
  X(XGBoosterUpdateOneIter)
  TOCSIN_XGBOOST_CALLS(TOCSIN_CALL_MEMBER)
};

const Calls& calls() {
  static const Calls loaded = [] {
    const SharedLibrary library("libxgboost.so.0", "the boosted model", "libxgboost0");
    Calls table;
    TOCSIN_XGBOOST_CALLS(TOCSIN_CALL_FOUND)
    // It would speak on standard output.
    table.XGBRegisterLogCallback([](const char*) {});
    return table;
  }();
  return loaded;
}

// The first line: what follows is a trace of its own calls.
std::string last_error() {
  const std::string all = calls().XGBGetLastError();
  const auto begin = all.find("] ");
  const std::string text = begin == std::string::npos ? all : all.substr(begin + 2);
  return text.substr(0, text.find('\n'));
}

void check(int result, Exit status) {
  if (result != 0) fail(status, "XGBoost: {}", last_error());
}

// NumPy's array interface, version 3.
std::string describe(const Matrix& m) {
  return fmt::format(R"({{"data":[{},true],"shape":[{},{}],"typestr":"<f4","version":3}})",
                     reinterpret_cast<std::uintptr_t>(m.values().data()), m.rows(), m.width());
}

class Data {
 public:
  Data(const Matrix& rows, std::span<const float> labels) {
    check(calls().XGDMatrixCreateFromDense(describe(rows).c_str(), R"({"missing":NaN,"nthread":1})",
                                           &handle_),
          Exit::software);
    check(calls().XGDMatrixSetFloatInfo(handle_, "label", labels.data(), labels.size()),
          Exit::software);
  }
  ~Data() { calls().XGDMatrixFree(handle_); }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;
  DMatrixHandle get() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

}  // namespace

void Matrix::add(std::span<const float> row) {
  for (const float v : row) {
    values_.push_back(std::isfinite(v) ? v : std::numeric_limits<float>::quiet_NaN());
  }
}

class Booster::Handle {
 public:
  explicit Handle(const DMatrixHandle* data) {
    check(calls().XGBoosterCreate(data, data == nullptr ? 0 : 1, &handle_), Exit::software);
  }
  ~Handle() { calls().XGBoosterFree(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  BoosterHandle get() const { return handle_; }

  void set(const std::string& name, const std::string& value) {
    check(calls().XGBoosterSetParam(handle_, name.c_str(), value.c_str()), Exit::software);
  }

 private:
  BoosterHandle handle_ = nullptr;
};

Booster::Booster(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;
Booster::~Booster() = default;

Booster Booster::train(const Matrix& rows, std::span<const float> labels, int rounds,
                       const BoostSettings& settings) {
  const Data data(rows, labels);
  const DMatrixHandle matrix = data.get();
  auto handle = std::make_unique<Handle>(&matrix);
  handle->set("nthread", "1");
  handle->set("tree_method", "hist");
  handle->set("verbosity", "0");
  for (const auto& [name, value] : settings) handle->set(name, value);
  for (int round = 0; round < rounds; ++round) {
    check(calls().XGBoosterUpdateOneIter(handle->get(), round, matrix), Exit::software);
  }
  return Booster(std::move(handle));
}

Booster Booster::load(std::string_view bytes, std::size_t features) {
  auto handle = std::make_unique<Handle>(nullptr);
  check(calls().XGBoosterLoadModelFromBuffer(handle->get(), bytes.data(), bytes.size()),
        Exit::bad_input);
  bst_ulong columns = 0;
  check(calls().XGBoosterGetNumFeature(handle->get(), &columns), Exit::bad_input);
  if (columns != features) {
    fail(Exit::bad_input, "its trees know {} features, its card names {}", columns, features);
  }
  handle->set("nthread", "1");
  return Booster(std::move(handle));
}

std::vector<float> Booster::predict(const Matrix& rows) const {
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  check(calls().XGBoosterPredictFromDense(
            handle_->get(), describe(rows).c_str(),
            R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,)"
            R"("strict_shape":false,"cache_id":0,"missing":NaN})",
            nullptr, &shape, &dimensions, &result),
        Exit::software);
  std::size_t size = 1;
  for (bst_ulong i = 0; i < dimensions; ++i) size *= shape[i];
  return {result, result + size};
}

std::string Booster::bytes() const {
  bst_ulong size = 0;
  const char* data = nullptr;
  check(calls().XGBoosterSaveModelToBuffer(handle_->get(), R"({"format":"ubj"})", &size, &data),
        Exit::software);
  return {data, size};
}

std::string xgboost_version() {
  int major = 0, minor = 0, patch = 0;
  calls().XGBoostVersion(&major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace tocsin::analyze
