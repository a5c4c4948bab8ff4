// SPDX-License-Identifier: Apache-2.0
// A connection over TLS 1.2 or later (RFC 7011 section 11.1 asks for TLS, and for both sides' certificates): the collector's certificate
// is verified, and ours is shown if there is one.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/collector.hpp"
#include "exporter/connection.hpp"

namespace exporter {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// Reads the files that the parameters ca, cert and key name; without ca, the certificates that this machine trusts. Fails with the
// name of the file that cannot be used.
[[nodiscard]] Result<TlsContext> make_tls_context(const config::Collector& collector);

class TlsConnection final : public Connection {
 public:
    // name: what the collector's certificate must be for: a host name, which is also asked for (SNI), or an address.
    TlsConnection(boost::asio::io_context& io, Stream::endpoint remote, TlsContext context, std::string name);

    void handshake(Done done) override;
    void finish() override;
    [[nodiscard]] std::uint64_t given() override;
    [[nodiscard]] std::string explain(const ErrorCode& error) override;

 protected:
    void start_write(std::span<const std::byte> octets, Written written) override;
    void start_waiting(Done done) override;

 private:
    // What the TLS layer says of its end is not TCP's, which tells what was read.
    void wait_for_end_of_tcp(Done done);

    const TlsContext context_;
    const std::string name_;
    boost::asio::ssl::stream<Stream::socket&> stream_;
    boost::asio::steady_timer patience_;
    ErrorCode alert_;  // what the other side has ended TLS with
    bool is_finished_ = false;
};

}  // namespace exporter
