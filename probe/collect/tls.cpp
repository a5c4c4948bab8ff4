// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/tls.hpp"

#include <boost/asio/error.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace probe::collect {

namespace ssl = boost::asio::ssl;

namespace {

// What Asio 1.74 says of files that cannot be opened is "asio.ssl error".
Result<> check_readable(const TlsFiles& files) {
    const std::pair<const char*, const std::string&> all[] = {
        {"certificate", files.certificate}, {"key", files.key}, {"authority", files.authority}};
    for (const auto& [what, file] : all)
        if (!file.empty() && ::access(file.c_str(), R_OK) != 0)
            return fail(fmt::format("cannot use the {} in {}: {}", what, file, std::strerror(errno)));
    return {};
}

}  // namespace

Result<std::unique_ptr<ssl::context>> make_server_context(const TlsFiles& files) {
    if (auto readable = check_readable(files); !readable) return tl::unexpected(readable.error());
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // No sessions to resume: connections are few and long. Tickets would be octets that an exporter never reads.
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context->native_handle(), 0);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    boost::system::error_code error;
    const auto failed = [&error](const std::string& what, const std::string& file) {
        return fail(fmt::format("cannot use the {} in {}: {}; it must be in PEM", what, file, error.message()));
    };
    // Else OpenSSL asks for a password at the terminal.
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, error);
    context->use_certificate_chain_file(files.certificate, error);
    if (error) return failed("certificate", files.certificate);
    context->use_private_key_file(files.key, ssl::context::pem, error);
    if (error) return failed("key", files.key);
    if (files.authority.empty()) return context;
    context->load_verify_file(files.authority, error);
    if (error) return failed("authority", files.authority);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
    if (error) return failed("authority", files.authority);
    return context;
}

std::string handshake_failure(SSL* connection, const boost::system::error_code& error) {
    const long verdict = SSL_get_verify_result(connection);
    if (verdict != X509_V_OK) return fmt::format("its certificate is refused: {}", X509_verify_cert_error_string(verdict));
    if (error == boost::asio::error::operation_aborted) return "its handshake takes too long";
    return "no TLS connection: " + error.message();
}

}  // namespace probe::collect
