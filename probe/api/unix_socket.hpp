// SPDX-License-Identifier: Apache-2.0
// The socket's file: who may connect is what its owner, group and mode say.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>

#include "bpf/result.hpp"

namespace probe::api {

inline constexpr const char* kSocketGroup = "xdpflow";

// Listens at the path, with mode 0660 and, if there is one, the group xdpflow. Its folder is made if only that is missing. A socket that
// nobody listens at any more is replaced. Fails if somebody listens there, or something else has that name.
[[nodiscard]] Result<boost::asio::local::stream_protocol::acceptor> listen_at(boost::asio::io_context& io,
                                                                              const std::string& path);

}  // namespace probe::api
