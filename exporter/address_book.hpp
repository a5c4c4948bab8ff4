// SPDX-License-Identifier: Apache-2.0
// What is known of addresses: their autonomous system, network and place, from the files of the settings as_list and city_list. For
// one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/network.hpp"
#include "exporter/max_mind.hpp"
#include "exporter/prefix_table.hpp"

namespace exporter {

// Texts are as string fields hold them (store_text).
struct AddressFacts {
    std::uint32_t as = 0;                // autonomous system; 0: not known
    std::uint8_t prefix = 0;             // length of the network that as_list has it in
    std::array<std::byte, 2> country{};  // ISO 3166-1 alpha-2
    std::array<std::byte, 16> as_name{};
    std::array<std::byte, 16> city{};       // in English
    std::array<std::byte, 16> longitude{};  // degrees with four decimals: "-0.1278"
    std::array<std::byte, 16> latitude{};
};

class AddressBook {
 public:
    // as_list: a data base of autonomous systems in MaxMind's format, or a list of lines AS:NETWORK (as_list.hpp). city_list: a data
    // base of cities or countries. Empty: none. Fails if a file is missing, broken, or about something else.
    static Result<std::unique_ptr<AddressBook>> open(const std::string& as_list, const std::string& city_list);

    // Valid until the next call. What was asked last is remembered, so many addresses at the most.
    static constexpr std::size_t kRemembered = 16'384;
    [[nodiscard]] const AddressFacts& find(const config::Address& address);

    // Look-ups that failed because a data base is broken.
    [[nodiscard]] std::uint64_t failed() const;

 private:
    AddressBook() : remembered_(kRemembered) {}
    [[nodiscard]] AddressFacts look_up(const config::Address& address);

    struct Remembered {
        bool is_used = false;
        config::Address address{};
        AddressFacts facts{};
    };

    PrefixTable as_table_;
    std::unique_ptr<MaxMind> as_data_, city_data_;
    std::vector<Remembered> remembered_;  // by hash; what comes to a place replaces what was there
};

}  // namespace exporter
