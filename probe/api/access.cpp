// SPDX-License-Identifier: Apache-2.0
#include "probe/api/access.hpp"

#include <boost/asio/ip/address.hpp>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "probe/unique_fd.hpp"

namespace probe::api {

namespace {

constexpr std::size_t kShortest = 16;
constexpr std::size_t kLargestFile = 1 << 16;
constexpr std::string_view kBlank = " \t\r";

std::array<unsigned char, 32> hash_of(std::string_view text) {
    std::array<unsigned char, 32> hash{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
    return hash;
}

bool is_token(std::string_view text) {
    constexpr std::string_view kOthers = "-._~+/=";
    return text.size() >= kShortest && std::all_of(text.begin(), text.end(), [&](char letter) {
               return std::isalnum(static_cast<unsigned char>(letter)) || kOthers.find(letter) != std::string_view::npos;
           });
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    text.remove_suffix(text.size() - std::min(text.find_last_not_of(kBlank) + 1, text.size()));
    return text;
}

}  // namespace

Result<Access> Access::parse(std::string_view text, const std::string& path) {
    Access access;
    for (int number = 1; !text.empty(); number++) {
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        if (line.empty() || line.front() == '#') continue;
        const auto complain = [&](const char* why) { return tl::unexpected<Error>(Error{why, path, number, 0}); };
        const std::string_view role = line.substr(0, line.find_first_of(kBlank));
        const std::string_view token = trimmed(line.substr(role.size()));
        if (role != "admin" && role != "read-only") return complain("a line is \"read-only TOKEN\" or \"admin TOKEN\"");
        if (!is_token(token))
            return complain("a token has at least 16 letters, digits or any of - . _ ~ + / =; `openssl rand -hex 32` makes one");
        access.tokens_.push_back({hash_of(token), role == "admin" ? Role::admin : Role::reader});
    }
    if (access.is_empty()) return tl::unexpected<Error>(Error{"there is no token in it", path, 0, 0});
    return access;
}

Result<Access> Access::load(const std::string& path) {
    const auto complain = [&](const std::string& why) { return tl::unexpected<Error>(Error{why, path, 0, 0}); };
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts {};
    if (!file.is_open() || ::fstat(file.get(), &facts) != 0)
        return complain(std::string("the tokens cannot be read: ") + std::strerror(errno));
    if (!S_ISREG(facts.st_mode)) return complain("is not a regular file");
    if (facts.st_mode & S_IRWXO) return complain("holds tokens, but others may read or write it; chmod o= it");
    std::string text(kLargestFile + 1, '\0');
    const ssize_t got = ::read(file.get(), text.data(), text.size());
    if (got < 0) return complain(std::string("the tokens cannot be read: ") + std::strerror(errno));
    if (static_cast<std::size_t>(got) > kLargestFile) return complain("is larger than 64 KiB, hence no file of tokens");
    text.resize(static_cast<std::size_t>(got));
    return parse(text, path);
}

Role Access::role_of(std::string_view authorization) const {
    constexpr std::string_view kScheme = "Bearer ";  // in any case: RFC 9110 section 11.1
    const bool is_bearer =
        authorization.size() > kScheme.size() && ::strncasecmp(authorization.data(), kScheme.data(), kScheme.size()) == 0;
    const Hash hash = hash_of(is_bearer ? trimmed(authorization.substr(kScheme.size())) : std::string_view());
    Role role = Role::none;
    for (const Token& token : tokens_) {
        const bool equal = CRYPTO_memcmp(token.hash.data(), hash.data(), hash.size()) == 0;
        role = std::max(role, equal ? token.role : Role::none);
    }
    return role;
}

bool is_address_or_localhost(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    if (has_port && (host.front() == '[' ? host[colon - 1] == ']' : host.find(':') == colon)) host = host.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string(host), error);
    return !error || (host.size() == 9 && ::strncasecmp(host.data(), "localhost", 9) == 0);
}

}  // namespace probe::api
