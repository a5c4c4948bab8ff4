// SPDX-License-Identifier: Apache-2.0
// What a user is told whose fragment is sound C but refused by the kernel: the line, and the verifier's reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/load/kernel_program.hpp"
#include "probe/offline/kernel_engine.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/scratch.hpp"

namespace probe {
namespace {

using testing::AllOf, testing::HasSubstr, testing::Not, testing::StartsWith;

// A field or a dropper whose first statement stands in line 12, and another one in line 13.
std::string field(const std::string& first, const std::string& second) {
    return "/* xdpflow feature\nname = \"mine\"\nid = 1\npen = 32473\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\n"
           "description = \"x\"\n*/\nstatic __always_inline void mine(struct flow_value *flow, const struct packet *packet)\n{\n\t" +
           first + "\n\t" + second + "\n}\n";
}
std::string dropper(const std::string& first, const std::string& second) {
    return "/* xdpflow dropper\nname = \"mine\"\nlayer = \"ip\"\n\n\n\n\ndescription = \"x\"\n*/\n"
           "static __always_inline bool mine(const struct packet *packet)\n{\n\t" +
           first + "\n\t" + second + "\n}\n";
}

struct Case {
    std::string fields = "IPV4_SRC_ADDR L4_DST_PORT IN_PKTS mine";
    std::vector<std::string> droppers{};
    Source source = Source::live;
    Place place{};
};

std::string complaint(const support::Scratch& folder, const Case& wanted) {
    const auto catalogue = bpf::Catalogue::load(folder.path());
    if (!catalogue) return catalogue.error().text();
    const auto plan = make_plan({split_names(wanted.fields), wanted.droppers, {}}, *catalogue);
    if (!plan) return plan.error().text();
    const auto object =
        object_of(*plan, wanted.source, Machine::bpf, ObjectCache(std::vector<std::filesystem::path>{}), wanted.place);
    if (!object) return object.error().text();
    if (wanted.source == Source::capture) {
        const auto engine = make_kernel_engine(*object, *plan, {});
        return engine ? "none" : engine.error().text();
    }
    const auto program =
        KernelProgram::load({.object = &*object, .plan = &*plan, .table_size = {6, 64, 6}, .place = wanted.place});
    return program ? "none" : program.error().text();
}

constexpr const char* kRefused = ": the kernel's verifier refuses this line: ";

TEST(RefusedFragment, ThatReadsBeyondThePacketIsNamedWithItsLine) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", field("flow->mine += packet->ttl;", "flow->mine += packet->data[300];"));

    for (const Place place : {Place{}, Place{Hook::xdp, false}, Place{Hook::tc, true}}) {
        const std::string said = complaint(folder, {.place = place});
        EXPECT_THAT(said, StartsWith(file.string() + ":13:")) << static_cast<int>(place.hook);
        EXPECT_THAT(said, AllOf(HasSubstr(kRefused), HasSubstr("invalid access to packet"), Not(HasSubstr("\n"))));
    }
}

TEST(RefusedFragment, IsNamedByTheEngineForCapturesToo) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", field("flow->mine += packet->ttl;", "flow->mine += packet->data[300];"));

    EXPECT_THAT(complaint(folder, {.source = Source::capture}), StartsWith(file.string() + ":13:"));
}

TEST(RefusedFragment, ThatFollowsANumberIsNamedWithItsLine) {
    const support::Scratch folder;
    const auto file =
        folder.write("mine.h", field("const __u8 *at = (const __u8 *)(long)packet->ip_octets;", "flow->mine += *at;"));

    const std::string said = complaint(folder, {});

    EXPECT_THAT(said, StartsWith(file.string() + ":13:"));
    EXPECT_THAT(said, AllOf(HasSubstr(kRefused), HasSubstr("invalid mem access")));
}

// Without keys clang merges the code of several ways, which then has no line of its own.
TEST(RefusedFragment, MayBeInAProgramWithoutKeys) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", field("flow->mine += packet->ttl;", "flow->mine += packet->end[8];"));

    EXPECT_THAT(complaint(folder, {.fields = "IN_PKTS mine"}), StartsWith(file.string() + ":1"));
}

// What is wrong stands in load32(), which is no fragment's.
TEST(RefusedFragment, IsNamedWhereWhatItCallsIsRefused) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", field("flow->mine += packet->ttl;", "flow->mine += load32(packet->data + 400);"));

    const std::string said = complaint(folder, {});

    EXPECT_THAT(said, StartsWith(file.string() + ":1"));
    EXPECT_THAT(said, AllOf(HasSubstr("refuses code next to this line: "), HasSubstr("invalid access to packet")));
}

TEST(RefusedDropper, IsNamedWithItsLine) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", dropper("if (packet->ttl == 7)", "return packet->data[300]; return false;"));

    const std::string said = complaint(folder, {.fields = "IN_PKTS PROTOCOL", .droppers = {"mine"}});

    EXPECT_THAT(said, StartsWith(file.string() + ":13:"));
}

TEST(SoundFragment, IsLoaded) {
    const support::Scratch folder;
    folder.write("mine.h", field("if (packet->data + 60 <= packet->end)", "flow->mine += packet->data[59];"));

    EXPECT_EQ(complaint(folder, {}), "none");
}

}  // namespace
}  // namespace probe
