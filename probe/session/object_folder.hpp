// SPDX-License-Identifier: Apache-2.0
// Programs compiled in advance, for hosts without clang: the package's own, and what `xdpflow compose --into` makes.
#pragma once

#include <array>
#include <filesystem>

#include "probe/compile/compiler.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

// What the commands compile a plan for: one program each.
struct Use {
    Source source;
    Machine machine;
    Place place{};
    bool own_export = false;  // flows go to collectors
};
inline constexpr std::array kUses = {
    Use{Source::live, Machine::bpf, {Hook::xdp, true}},  // run
    Use{Source::live, Machine::bpf, {Hook::tc, true}},
    Use{Source::live, Machine::bpf, {Hook::xdp, false}},
    Use{Source::live, Machine::bpf, {Hook::tc, false}},
    Use{Source::live, Machine::bpf, {Hook::xdp, true}, true},  // run --collector
    Use{Source::live, Machine::bpf, {Hook::tc, true}, true},
    Use{Source::live, Machine::bpf, {Hook::xdp, false}, true},
    Use{Source::live, Machine::bpf, {Hook::tc, false}, true},
    Use{Source::capture, Machine::native},  // read
    Use{Source::capture, Machine::bpf},     // read --engine kernel
};

// Sees to it that this folder, which is made if need be, holds the plan's object for every use, and that a host without a
// compiler would take it from there. Fails without clang, and for a folder that others can write to.
[[nodiscard]] Result<> fill_object_folder(const Plan& plan, const std::filesystem::path& folder);

}  // namespace probe
