// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "probe/compose/origin.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

// A user's field whose code stands in lines 10 to 13, with `statement` in line 12.
std::string fragment(const std::string& statement) {
    return "/* xdpflow feature\nname = \"MINE\"\nid = 1\npen = 32473\n"
           "type = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\ndescription = \"x\"\n*/\n"
           "static __always_inline void mine(struct flow_value *flow, const struct packet *packet)\n{\n\t" +
           statement + "\n}\n";
}

std::string complaint(const support::Scratch& folder, const std::string& fields) {
    const auto catalogue = bpf::Catalogue::load(folder.path());
    if (!catalogue) return catalogue.error().text();
    const auto plan = make_plan({split_names(fields), {}, {}}, *catalogue);
    if (!plan) return plan.error().text();
    const auto object = object_of(*plan, Source::capture, Machine::bpf, ObjectCache(std::vector<std::filesystem::path>{}));
    return object ? "none" : object.error().text();
}

}  // namespace

TEST(ProgramSource, CompilesAUsersField) {
    const support::Scratch folder;
    folder.write("mine.h", fragment("flow->mine += packet->ttl;"));

    EXPECT_EQ(complaint(folder, "MINE IN_PKTS"), "none");
}

TEST(ProgramSource, NamesFileLineAndColumnOfAnErrorInAFragment) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", fragment("flow->mine += wrong;"));

    EXPECT_EQ(complaint(folder, "MINE IN_PKTS TCP_FLAGS"), file.string() + ":12:16: use of undeclared identifier 'wrong'");
}

TEST(ProgramSource, NamesTheFragmentThatReadsAFieldItMustNot) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", fragment("flow->mine += flow->in_bytes;"));

    EXPECT_EQ(complaint(folder, "MINE"), file.string() + ":12:22: no member named 'in_bytes' in 'struct flow_value'");
}

TEST(ProgramSource, KnowsWhereEachLineComesFrom) {
    const support::Scratch folder;
    const auto file = folder.write("mine.h", fragment("flow->mine++;"));
    const auto catalogue = bpf::Catalogue::load(folder.path());
    const Plan plan = *make_plan({{"MINE", "IN_PKTS"}, {"all"}, {}}, *catalogue);
    const std::string text = compose(plan, Source::live);
    const auto origin = [&](const std::string& part) {
        const auto at = text.begin() + static_cast<std::ptrdiff_t>(text.find(part));
        const auto found = origin_of(plan, text, 1 + static_cast<int>(std::count(text.begin(), at, '\n')));
        return found ? found->file + ":" + std::to_string(found->line) : "nowhere";
    };

    EXPECT_EQ(origin("flow->mine++"), file.string() + ":12");
    EXPECT_EQ(origin("flow->in_pkts += packet->packets"), "bpf/features/in_pkts.h:16");
    EXPECT_EQ(origin("bool drop_all("), "bpf/droppers/drop_all.h:7");
    EXPECT_EQ(origin("/* xdpflow: "), "nowhere");
    EXPECT_EQ(origin("parse_link("), "nowhere");
}

}  // namespace probe
