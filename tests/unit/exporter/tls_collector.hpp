// SPDX-License-Identifier: Apache-2.0
// A collector that speaks TLS, for tests, on the io_context of the test; and the certificates for it, made by openssl(1).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/scratch.hpp"

namespace exporter::testing {

// One authority and what it has signed; names of files without their folder.
class Certificates {
 public:
    Certificates();
    // NAME.pem and NAME.key, for this subjectAltName ("DNS:collector.example").
    void sign(const std::string& name, const std::string& alternative);
    [[nodiscard]] std::string path(const std::string& file) const { return (folder_ / file).string(); }
    [[nodiscard]] std::string authority() const { return path("ca.pem"); }

 private:
    void run(const std::string& arguments) const;
    support::Scratch folder_;
};

class TlsCollector {
 public:
    struct Settings {
        std::string certificate, key;
        std::string ca;          // of clients; empty: they are not asked
        int newest_version = 0;  // TLS1_2_VERSION; 0: what there is
    };
    TlsCollector(boost::asio::io_context& io, const Settings& settings);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    [[nodiscard]] const std::string& received() const { return received_; }
    [[nodiscard]] const std::string& asked_for() const { return asked_for_; }  // SNI
    [[nodiscard]] bool has_ended_well() const { return has_ended_well_; }
    void say_goodbye();

 private:
    using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
    void accept();
    void read();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ssl::context context_{boost::asio::ssl::context::tls_server};
    std::unique_ptr<Stream> stream_;
    std::vector<char> buffer_ = std::vector<char>(65'536);
    std::string received_, asked_for_;
    bool has_ended_well_ = false;
};

}  // namespace exporter::testing
