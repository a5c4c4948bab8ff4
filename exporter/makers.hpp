// SPDX-License-Identifier: Apache-2.0
// What makes the values of computed fields that are made of other fields. A new one is a fragment whose facts say what it needs, a
// function in a file of its kind, and the row of that file below.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "bpf/layout.hpp"
#include "exporter/record.hpp"

namespace exporter {

// Writes the value of one field: as many octets as its type has, in the form of its type (bpf::Type), at any alignment. Allocates
// nothing.
using Maker = std::function<void(const Record& held, std::byte* out)>;

// The maker for records of this layout, which holds the fields that the fragment needs. Keeps nothing of the layout.
using MakeMaker = Maker (*)(const bpf::Layout& held);

struct NamedMaker {
    std::string_view feature;
    MakeMaker make;
};

// nullptr: nothing makes this field.
[[nodiscard]] MakeMaker find_maker(std::string_view feature_name);

// All makers, a function a file.
[[nodiscard]] std::span<const NamedMaker> arrival_makers();
[[nodiscard]] std::span<const NamedMaker> duration_makers();
[[nodiscard]] std::span<const NamedMaker> rate_makers();
[[nodiscard]] std::span<const NamedMaker> time_makers();

}  // namespace exporter
