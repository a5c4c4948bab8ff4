// SPDX-License-Identifier: Apache-2.0
// Who may do what: bearer tokens (RFC 6750) and their roles.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/result.hpp"
#include "probe/api/message.hpp"

namespace probe::api {

class Access {
 public:
    // Lines "ROLE TOKEN" (ROLE: read-only or admin), empty ones, and comments that begin with #. A token has at least 16 characters
    // of those that RFC 6750 section 2.1 allows. Fails with the line of the first mistake; `path` is for messages.
    static Result<Access> parse(std::string_view text, const std::string& path);
    // From a file that nobody but its owner and group may read, because what is in it is secret.
    static Result<Access> load(const std::string& path);

    // The role of a value of the header field Authorization: "Bearer TOKEN". Takes the same time whatever token is wrong, and by how
    // much: tokens are compared by their hashes, all of them, to the end.
    [[nodiscard]] Role role_of(std::string_view authorization) const;

    [[nodiscard]] bool is_empty() const { return tokens_.empty(); }

 private:
    using Hash = std::array<unsigned char, 32>;  // SHA-256
    struct Token {
        Hash hash;
        Role role;
    };
    std::vector<Token> tokens_;
};

// Whether the value of the header field Host is an address, or localhost, with or without a port. A page that a browser has from
// elsewhere can make a name of its own mean 127.0.0.1 (DNS rebinding), but cannot send another Host than that name.
[[nodiscard]] bool is_address_or_localhost(std::string_view host);

}  // namespace probe::api
