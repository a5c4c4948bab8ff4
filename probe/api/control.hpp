// SPDX-License-Identifier: Apache-2.0
// The API of a probe that runs: server, what it serves, and the thread of both. Nothing of it is done on the worker's thread but what
// backend.hpp tells.
#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <thread>

#include "config/settings.hpp"
#include "probe/api/backend.hpp"
#include "probe/api/event_log.hpp"
#include "probe/api/router.hpp"
#include "probe/api/server.hpp"

namespace probe::api {

[[nodiscard]] ServerSettings server_settings(const config::Settings& settings);

class Control {
 public:
    // Listens where the settings say, and serves from now on. Worker and events must outlive this.
    static Result<std::unique_ptr<Control>> start(const ServerSettings& settings, Worker worker, EventLog& events);
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;
    ~Control();  // clients that wait for an answer get none

    [[nodiscard]] std::string address() const { return server_->address(); }

 private:
    Control(Worker worker, EventLog& events);

    boost::asio::io_context io_{1};
    Router router_;
    Backend backend_;
    Service service_;
    std::unique_ptr<Server> server_;
    std::thread thread_;
};

}  // namespace probe::api
