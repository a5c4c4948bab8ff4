// SPDX-License-Identifier: Apache-2.0
// The API of a probe that is not there: its worker tells what the test says, on a thread of its own. And a client that can send anything.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "probe/api/control.hpp"
#include "probe/unique_fd.hpp"
#include "tests/support/process.hpp"

namespace probe::api {

class ServedProbe {
 public:
    explicit ServedProbe(ServerSettings settings = {}) {
        settings.socket = path();
        auto made = Control::start(settings,
                                   {io_,
                                    [this] {
                                        asked_++;
                                        return observation;
                                    },
                                    {},
                                    [] { return std::vector<ProgramRuns>(); },
                                    nullptr},
                                   events);
        if (!made) throw std::runtime_error(made.error().text());
        control_ = std::move(*made);
    }
    ServedProbe(const ServedProbe&) = delete;
    ServedProbe& operator=(const ServedProbe&) = delete;
    ~ServedProbe() {
        control_.reset();
        guard_.reset();
        io_.stop();
        if (worker_.joinable()) worker_.join();
    }

    // From now on the worker answers; before that it is busy.
    void work() {
        worker_ = std::thread([this] { io_.run(); });
    }

    [[nodiscard]] std::string path() const { return folder_.path("control.sock"); }
    [[nodiscard]] std::string address() const { return control_->address(); }
    [[nodiscard]] int asked() const { return asked_; }  // times that the worker was

    Observation observation;
    EventLog events;

 private:
    support::ScratchFolder folder_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
    std::atomic<int> asked_ = 0;
    std::unique_ptr<Control> control_;
    std::thread worker_;
};

// A connection to a Unix socket, as raw as can be.
class RawClient {
 public:
    explicit RawClient(const std::string& path);

    // Sends as much of it as the other end takes.
    void send(const std::string& text);
    void end_sending();
    // What comes until the other end closes, or until the text holds this; throws if that takes too long.
    [[nodiscard]] std::string read(const std::string& until = "");

 private:
    UniqueFd socket_;
    std::string unread_;
};

}  // namespace probe::api
