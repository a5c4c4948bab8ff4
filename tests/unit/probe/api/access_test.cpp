// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "probe/api/access.hpp"
#include "tests/support/process.hpp"

namespace probe::api {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kTokens = "# who may do what\n\nread-only  0123456789abcdef\r\nadmin\tsecret-secret-secret\n";

std::string mistake(const std::string& text) {
    const auto access = Access::parse(text, "tokens");
    return access ? "none" : access.error().text();
}

TEST(Access, GivesEachTokenItsRole) {
    const auto access = Access::parse(kTokens, "tokens");

    ASSERT_TRUE(access) << access.error().text();
    EXPECT_EQ(access->role_of("Bearer 0123456789abcdef"), Role::reader);
    EXPECT_EQ(access->role_of("bearer  secret-secret-secret "), Role::admin);
}

TEST(Access, KnowsNothingElse) {
    const auto access = Access::parse(kTokens, "tokens");

    for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "0123456789abcdef",
                              "Basic 0123456789abcdef", "Bearer 0123456789abcdef secret-secret-secret", "Bearer admin"})
        EXPECT_EQ(access->role_of(wrong), Role::none) << wrong;
    EXPECT_EQ(Access().role_of("Bearer "), Role::none);
}

TEST(Access, TellsTheLineOfAMistake) {
    EXPECT_THAT(mistake("admin 0123456789abcdef\nroot 0123456789abcdef\n"), StartsWith("tokens:2: a line is"));
    EXPECT_THAT(mistake("admin short"), StartsWith("tokens:1: a token has at least 16"));
    EXPECT_THAT(mistake("admin"), StartsWith("tokens:1: a token has at least 16"));
    EXPECT_THAT(mistake("admin 0123456789abc def0"), StartsWith("tokens:1: a token has at least 16"));
    EXPECT_THAT(mistake(""), "tokens: there is no token in it");
    EXPECT_THAT(mistake("# admin 0123456789abcdef"), "tokens: there is no token in it");
}

TEST(Access, IsReadFromAFileThatOthersCannotRead) {
    const support::ScratchFolder folder;
    const std::string path = folder.write("tokens", kTokens);
    ::chmod(path.c_str(), 0640);
    EXPECT_TRUE(Access::load(path));

    ::chmod(path.c_str(), 0644);
    EXPECT_EQ(Access::load(path).error().text(), path + ": holds tokens, but others may read or write it; chmod o= it");

    EXPECT_THAT(Access::load(folder.path("none")).error().text(), HasSubstr("No such file"));
    EXPECT_THAT(Access::load(folder.path()).error().text(), HasSubstr("not a regular file"));
    const std::string large = folder.write("large", std::string(70'000, '#'));
    ::chmod(large.c_str(), 0600);
    EXPECT_THAT(Access::load(large).error().text(), HasSubstr("larger than 64 KiB"));
}

TEST(Host, MustBeAnAddressWhereNobodyNeedsAToken) {
    for (const char* host : {"127.0.0.1", "127.0.0.1:8080", "localhost", "LocalHost:1", "[::1]", "[::1]:443", "::1"})
        EXPECT_TRUE(is_address_or_localhost(host)) << host;
    for (const char* host : {"", ":", "example.org", "example.org:80", "127.0.0.1.example.org", "localhost.example.org", "[::1",
                             "[", "]:1", "127.0.0.1:x", "[]", "[]:1"})
        EXPECT_FALSE(is_address_or_localhost(host)) << host;
}

}  // namespace
}  // namespace probe::api
