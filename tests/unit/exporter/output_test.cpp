// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "exporter/output.hpp"
#include "tests/unit/exporter/captured_output.hpp"

namespace exporter {
namespace {

TEST(Output, WritesWhatWasAppendedInOrder) {
    testing::CapturedOutput captured;

    append(captured.output().buffer(), "one\n");
    captured.output().commit();
    append(captured.output().buffer(), "two\n");
    captured.output().commit();

    EXPECT_EQ(captured.text(), "one\ntwo\n");
}

TEST(Output, WritesBeforeTheBufferGrowsLarge) {
    testing::CapturedOutput captured;
    const std::string line(1000, 'x');

    for (int i = 0; i < 1000; ++i) {
        append(captured.output().buffer(), line);
        captured.output().commit();
        ASSERT_LT(captured.output().buffer().size(), 65'536U);
    }

    EXPECT_EQ(captured.text().size(), 1'000'000U);
}

TEST(Output, ReportsAFullDiskAndCountsWhatIsLost) {
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full < 0) GTEST_SKIP() << "there is no /dev/full";
    {
        Output output(full, "flows.json");
        append(output.buffer(), "12345");
        output.commit();

        const Result<> result = output.flush();

        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, "cannot write flows to flows.json: No space left on device");
        append(output.buffer(), "678");
        EXPECT_FALSE(output.flush());
        EXPECT_TRUE(output.has_failed());
        EXPECT_EQ(output.lost_octets(), 8U);
    }
    close(full);
}

TEST(Output, ReportsAClosedPipe) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    close(ends[0]);
    {
        Output output(ends[1], "standard output");
        append(output.buffer(), "x");

        const Result<> result = output.flush();

        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, "cannot write flows to standard output: Broken pipe");
    }
    close(ends[1]);
    std::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace exporter
