// SPDX-License-Identifier: Apache-2.0
#include "probe/session/complain.hpp"

#include <cstdio>

namespace probe {

int complain(const std::string& message, int code) {
    std::fprintf(stderr, "xdpflow: %s\n", message.c_str());
    return code;
}

int complain(const Error& error, int code) { return complain(error.text(), code); }

}  // namespace probe
