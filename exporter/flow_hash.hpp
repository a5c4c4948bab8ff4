// SPDX-License-Identifier: Apache-2.0
// A number for each flow, the same for all its records, in every run and on every machine of this byte order: which collector, or
// which partition of Kafka, a flow goes to. Not for hash tables whose keys an attacker chooses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "exporter/record.hpp"

namespace exporter {

[[nodiscard]] inline std::uint64_t mixed(std::uint64_t value) {  // the finalizer of splitmix64
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

// Of the record's key; that of a record without keys is the same for all.
[[nodiscard]] inline std::uint64_t flow_hash(const Record& record) {
    std::uint64_t hash = 0;
    for (std::size_t at = 0; at < record.layout->key_octets; at += 8)
        hash = mixed(hash + 0x9e3779b97f4a7c15 + load<std::uint64_t>(record.bytes + at));
    return hash;
}

}  // namespace exporter
