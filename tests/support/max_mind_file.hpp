// SPDX-License-Identifier: Apache-2.0
// Writes data bases in MaxMind's format, small ones: https://maxmind.github.io/MaxMind-DB/ (format 2.0).
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "config/network.hpp"

namespace support {

class MaxMindFile {
 public:
    explicit MaxMindFile(std::string kind, unsigned ip_version = 6) : kind_(std::move(kind)), ip_version_(ip_version) {}

    // Networks within another one must come after it. Of a value, texts, fractions, objects and whole numbers (uint32) can be written.
    MaxMindFile& add(const std::string& network, const nlohmann::json& value);

    [[nodiscard]] std::string octets() const;

 private:
    // Either a node of the tree, or data, or nothing.
    struct Branch {
        enum class Kind : std::uint8_t { nothing, node, data } kind = Kind::nothing;
        std::uint32_t number = 0;  // of the node, or where the data begins
    };

    std::string kind_;
    unsigned ip_version_;
    std::vector<std::array<Branch, 2>> nodes_{1};
    std::string data_;
};

}  // namespace support
