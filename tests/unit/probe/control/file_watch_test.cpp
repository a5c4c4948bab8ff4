// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/control/file_watch.hpp"

namespace probe {
namespace {

using std::chrono::milliseconds;

Debounce::Time at(int ms) { return Debounce::Time{} + milliseconds(ms); }

TEST(Debounce, TellsWhenNothingMoreHappens) {
    Debounce debounce;
    EXPECT_EQ(debounce.happened(at(0)), at(100));
    EXPECT_EQ(debounce.happened(at(50)), at(150));
    debounce.told();
    EXPECT_EQ(debounce.happened(at(5000)), at(5100));
}

TEST(Debounce, TellsAlsoWhereThereIsNoEnd) {
    Debounce debounce;
    for (int ms = 0; ms <= 950; ms += 50) (void)debounce.happened(at(ms));
    EXPECT_EQ(debounce.happened(at(950)), at(1000));
    EXPECT_EQ(debounce.happened(at(990)), at(1000));
}

TEST(FileWatch, RefusesAFolderThatIsNotThere) {
    boost::asio::io_context io;
    const auto watch = FileWatch::make(io, "/nonexistent/folder/file", [] {});

    ASSERT_FALSE(watch);
    EXPECT_EQ(watch.error().text(),
              "the folder /nonexistent/folder of the configuration cannot be watched: No such file or directory");
}

}  // namespace
}  // namespace probe
