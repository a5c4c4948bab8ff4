// SPDX-License-Identifier: Apache-2.0
// The programs for all places where one can be attached are composed, compiled and accepted by the kernel, with all fields and few.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "bpf/catalogue.hpp"
#include "config/settings.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/metered.hpp"

namespace support::tc_places {
namespace {

using probe::Hook, probe::Place;

// So many that the kernel can still verify the program, by its limit of a million instructions: those whose code has branches and a
// memory of its own take the most.
constexpr std::size_t kTogether = 60;

std::vector<std::vector<std::string>> all_fields() {
    std::vector<std::vector<std::string>> groups;
    for (const bpf::Feature& feature : built_in().features()) {
        if (feature.internal) continue;
        if (groups.empty() || groups.back().size() == kTogether) groups.emplace_back();
        groups.back().push_back(feature.name);
    }
    return groups;
}

void expect_accepted(const std::vector<std::string>& fields, Place first, Place second, std::uint32_t tunnels = 0) {
    const auto plan = probe::make_plan({.fields = fields, .droppers = {"all"}, .hidden = {}, .tunnels = tunnels}, built_in());
    ASSERT_TRUE(plan) << plan.error().text();
    const probe::ObjectCache cache(object_folders(true));
    const auto object_of = [&](Place place) {
        return probe::object_of(*plan, probe::Source::live, probe::Machine::bpf, cache, place);
    };
    const auto object = object_of(first);
    ASSERT_TRUE(object) << object.error().text();

    const auto program = probe::KernelProgram::load({&*object, &*plan, {10, 1024}, first, object_of});
    ASSERT_TRUE(program) << program.error().text();
    const auto other = (*program)->program(1, false, second);
    EXPECT_TRUE(other) << other.error().text();
}

TEST(Places, AllTakeAProgramWithAllFields) {
    for (const std::vector<std::string>& fields : all_fields()) {
        expect_accepted(fields, {Hook::xdp, true}, {Hook::tc, true});
        expect_accepted(fields, {Hook::tc, false}, {Hook::xdp, false});
    }
}

TEST(Places, AllTakeAProgramThatLooksIntoTunnels) {
    for (const std::vector<std::string>& fields : all_fields())
        expect_accepted(fields, {Hook::xdp, true}, {Hook::tc, true}, config::kMostTunnels);
}

TEST(Places, AllTakeAProgramWithOneField) {
    for (const char* field : {"IN_PKTS", "PROTOCOL"}) {
        expect_accepted({field}, {Hook::xdp, true}, {Hook::tc, true});
        expect_accepted({field}, {Hook::tc, false}, {Hook::xdp, false});
    }
}

}  // namespace
}  // namespace support::tc_places
