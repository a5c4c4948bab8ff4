// SPDX-License-Identifier: Apache-2.0
// TLS as a server (RFC 7011 section 11.2): 1.2 or later.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

#include "bpf/result.hpp"

namespace probe::collect {

// Files in PEM.
struct TlsFiles {
    std::string certificate;  // ours, and those between it and its authority
    std::string key;          // of the certificate, without a password
    std::string authority;    // whose certificates clients must have; empty: anybody may send
};

[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> make_server_context(const TlsFiles& files);

// Why a handshake failed, in words.
[[nodiscard]] std::string handshake_failure(SSL* connection, const boost::system::error_code& error);

}  // namespace probe::collect
