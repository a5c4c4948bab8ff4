// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/load/refusal.hpp"

namespace probe {
namespace {

// Of Linux 6.1.
TEST(VerifierLog, HasAReasonBehindTheLastInstruction) {
    const VerifierLog log = read_verifier_log(
        "func#0 @0\n0: R1=ctx(off=0,imm=0) R10=fp0\n; struct packet packet = {};\n0: (bf) r6 = r1                       ; R1=ctx() R6=ctx()\n"
        "1: (61) r2 = *(u32 *)(r6 +0)\nfrom 1 to 7: R0=0\n; int mine;\n7: (71) r3 = *(u8 *)(r2 +300)\n"
        "invalid access to packet, off=300 size=1, R2(id=0,off=300,r=54)\nR2 offset is outside of the packet\n"
        "processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n");

    EXPECT_EQ(log.reason, "invalid access to packet, off=300 size=1, R2(id=0,off=300,r=54); R2 offset is outside of the packet");
    EXPECT_EQ(log.instruction, 7U);
}

TEST(VerifierLog, MayNameTheInstructionInTheReason) {
    const VerifierLog log =
        read_verifier_log("4: (05) goto pc-1\n4: R0=1\ninfinite loop detected at insn 9\nprocessed 5 insns\n");

    EXPECT_EQ(log.reason, "infinite loop detected at insn 9");
    EXPECT_EQ(log.instruction, 9U);
}

TEST(VerifierLog, MayBeEmpty) {
    EXPECT_EQ(read_verifier_log("").reason, "");
    EXPECT_EQ(read_verifier_log("").instruction, std::nullopt);
}

TEST(VerifierLog, EndsWithItsLastWords) {
    EXPECT_EQ(last_words("one\ntwo\nthree\nprocessed 3 insns\n"), "two; three");
    EXPECT_EQ(last_words("one"), "one");
    EXPECT_EQ(last_words(""), "");
}

}  // namespace
}  // namespace probe
