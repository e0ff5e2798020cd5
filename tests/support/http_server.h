// A small HTTP/1.1 server for tests, which can misbehave: the handler writes what it likes.
//
// Listens on 127.0.0.1 at a free port, one thread a connection; handlers run on those threads.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin::test {

struct ServedRequest {
  std::string method;
  std::string target;  // path and query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view name) const;  // "" if absent
};

class ServedConnection {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit ServedConnection(int fd) : fd_(fd) {}
  void reply(int status, std::string_view body = "", const Headers& headers = {});
  bool send(std::string_view bytes);  // false once the client has gone
  void close();
  void reset();  // the client sees "connection reset"
  bool is_open() const { return fd_ >= 0; }

 private:
  friend class HttpServer;
  int fd_;
};

class HttpServer {
 public:
  using Handler = std::function<void(const ServedRequest&, ServedConnection&)>;

  explicit HttpServer(Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Called when the head of a request has been read; the handler is not if this closes.
  void before_body(Handler hook) { before_body_ = std::move(hook); }
  std::string url(std::string_view path = "/") const;
  int port() const { return port_; }
  std::vector<ServedRequest> requests() const;  // wholly read ones, in order
  int connections() const { return connections_; }

 private:
  void accept_all();
  void serve(int fd);
  bool read_request(ServedConnection& connection, std::string& buffer, ServedRequest& request);

  Handler handler_;
  Handler before_body_;
  int port_ = 0;  // set while listener_ is
  int listener_ = -1;
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<ServedRequest> requests_;
  std::vector<int> open_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

// A socket that listens on 127.0.0.1 at a free port, which is put into `port`.
int listen_on_loopback(int& port);

}  // namespace tocsin::test
