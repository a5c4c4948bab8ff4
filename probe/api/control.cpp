// SPDX-License-Identifier: Apache-2.0
#include "probe/api/control.hpp"

#include <utility>

#include "probe/api/endpoints.hpp"
#include "probe/api/own_thread.hpp"

namespace probe::api {

ServerSettings server_settings(const config::Settings& settings) {
    ServerSettings result;
    result.socket = settings.control == "off" ? "" : settings.control;
    result.listen = settings.control_listen;
    result.tls = {settings.control_cert, settings.control_key, ""};
    result.tokens = settings.control_tokens;
    return result;
}

Control::Control(Worker worker, EventLog& events)
    : router_(endpoints()),
      backend_(io_, std::move(worker)),
      service_(io_, router_, backend_, events) {}

Result<std::unique_ptr<Control>> Control::start(const ServerSettings& settings, Worker worker, EventLog& events) {
    std::unique_ptr<Control> control(new Control(std::move(worker), events));
    auto server = Server::make(control->io_, settings, control->service_);
    if (!server) return tl::unexpected(server.error());
    control->server_ = std::move(*server);
    control->thread_ = start_thread([io = &control->io_] { io->run(); });
    return control;
}

Control::~Control() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace probe::api
