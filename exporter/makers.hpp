// SPDX-License-Identifier: Apache-2.0
// What makes the values of computed fields that are made of other fields, or of what the probe knows beside (sources.hpp). A new one is
// a fragment whose facts say what it needs, a function in a file of its kind, and the row of that file below.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "bpf/layout.hpp"
#include "exporter/record.hpp"
#include "exporter/sources.hpp"

namespace exporter {

// Writes the value of one field: as many octets as its type has, in the form of its type (bpf::Type), at any alignment. Allocates
// nothing. Fields of one direction are made of record.bytes alone; so that the other direction's are made by the same function.
using Maker = std::function<void(const Record& held, std::byte* out)>;

// The maker for records of this layout, which holds the fields that the fragment needs: those of the table's family, and none at all
// where the fragment's source is not configured. Keeps nothing of the layout, but refers to the sources.
using MakeMaker = Maker (*)(const bpf::Layout& held, Sources& sources);

struct NamedMaker {
    std::string_view feature;
    MakeMaker make;
};

// nullptr: nothing makes this field. Those of the other direction (reverse_of) have none of their own: see maker_for().
[[nodiscard]] MakeMaker find_maker(std::string_view feature_name);

// The maker of a computed field, with reverse_of or without; empty: nothing makes it.
[[nodiscard]] Maker maker_for(const bpf::Feature& feature, const bpf::Layout& held, Sources& sources);

// The record with its directions exchanged. There must be a reverse one.
[[nodiscard]] Record reversed(const Record& record);

// All makers, a function a file.
[[nodiscard]] std::span<const NamedMaker> address_makers();
[[nodiscard]] std::span<const NamedMaker> arrival_makers();
[[nodiscard]] std::span<const NamedMaker> copy_makers();
[[nodiscard]] std::span<const NamedMaker> direction_makers();
[[nodiscard]] std::span<const NamedMaker> duration_makers();
[[nodiscard]] std::span<const NamedMaker> latency_makers();
[[nodiscard]] std::span<const NamedMaker> payload_makers();
[[nodiscard]] std::span<const NamedMaker> probe_makers();
[[nodiscard]] std::span<const NamedMaker> rate_makers();
[[nodiscard]] std::span<const NamedMaker> route_makers();
[[nodiscard]] std::span<const NamedMaker> service_makers();
[[nodiscard]] std::span<const NamedMaker> time_makers();

}  // namespace exporter
