// SPDX-License-Identifier: Apache-2.0
// A data base of addresses in MaxMind's format (GeoLite2-ASN.mmdb, GeoLite2-City.mmdb and those made like them).
#pragma once

#include <maxminddb.h>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

#include "bpf/result.hpp"
#include "config/network.hpp"

namespace exporter {

class MaxMind {
 public:
    // Fails if it cannot be read or is no such data base. The file is mapped: replace it by renaming, do not write into it.
    static Result<std::unique_ptr<MaxMind>> open(const std::string& path);
    // Whether the file is in this format at all, sound or not.
    [[nodiscard]] static bool is_one(const std::string& path);
    MaxMind(const MaxMind&) = delete;
    MaxMind& operator=(const MaxMind&) = delete;
    ~MaxMind();

    struct Found {
        MMDB_entry_s entry;
        std::uint8_t length;  // of the prefix, in bits of its family
    };
    // Nothing: the address is not in it; or what lies there is broken, which broken() counts.
    [[nodiscard]] std::optional<Found> find(const config::Address& address);

    // Values by path: {"city", "names", "en"}. Nothing: there is no such value, or it is of another kind. Texts are valid as long as this.
    using Path = std::initializer_list<const char*>;
    [[nodiscard]] std::optional<std::string_view> text(const Found& found, Path path) const;
    [[nodiscard]] std::optional<std::uint32_t> number(const Found& found, Path path) const;
    [[nodiscard]] std::optional<double> fraction(const Found& found, Path path) const;

    [[nodiscard]] std::string kind() const { return data_.metadata.database_type; }  // "GeoLite2-ASN"
    [[nodiscard]] std::uint64_t broken() const { return broken_; }

 private:
    MaxMind() = default;
    [[nodiscard]] std::optional<MMDB_entry_data_s> value(const Found& found, Path path, std::uint32_t type) const;

    MMDB_s data_{};
    bool is_open_ = false;
    std::uint64_t broken_ = 0;
};

}  // namespace exporter
