// SPDX-License-Identifier: Apache-2.0
#include "bpf/one_line.hpp"

namespace bpf {

std::string one_line(std::string message) {
    constexpr std::size_t kLongest = 500;
    if (message.size() > kLongest) message = message.substr(0, kLongest - 3) + "...";
    for (char& letter : message)
        if (static_cast<unsigned char>(letter) < ' ' || letter == 0x7f) letter = '?';
    return message;
}

}  // namespace bpf
