// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <zlib.h>

#include "exporter/address_book.hpp"
#include "exporter/as_list.hpp"
#include "tests/support/max_mind_file.hpp"
#include "tests/support/scratch.hpp"

namespace exporter {
namespace {

using support::MaxMindFile;
using ::testing::HasSubstr;

class AddressBookOf : public ::testing::Test {
 protected:
    const AddressFacts& facts(const std::string& address) { return book_->find(config::parse_address(address).value()); }
    std::string write(const std::string& name, const std::string& octets) { return scratch_.write(name, octets); }
    void open(const std::string& as_list, const std::string& city_list = "") {
        auto opened = AddressBook::open(as_list, city_list);
        ASSERT_TRUE(opened) << opened.error().text();
        book_ = std::move(*opened);
    }
    static std::string complaint(const std::string& as_list, const std::string& city_list = "") {
        const auto opened = AddressBook::open(as_list, city_list);
        return opened ? "none" : opened.error().text();
    }
    template <std::size_t kOctets>
    static std::string text(const std::array<std::byte, kOctets>& octets) {
        const std::string all(reinterpret_cast<const char*>(octets.data()), kOctets);
        return all.substr(0, all.find('\0'));
    }

    support::Scratch scratch_;
    std::unique_ptr<AddressBook> book_;
};

nlohmann::json system(std::uint32_t number, const char* name) {
    return {{"autonomous_system_number", number}, {"autonomous_system_organization", name}};
}

TEST_F(AddressBookOf, ListsKnowsSystemAndPrefix) {
    open(write("as.txt", "# ours\n64496:192.0.2.0/24\nAS64497:192.0.2.128/25\r\n\n4200000000:2001:db8::/32  # remark\n"));

    EXPECT_EQ(facts("192.0.2.1").as, 64496U);
    EXPECT_EQ(facts("192.0.2.1").prefix, 24);
    EXPECT_EQ(facts("192.0.2.200").as, 64497U);
    EXPECT_EQ(facts("192.0.2.200").prefix, 25);
    EXPECT_EQ(facts("2001:db8::1").as, 4200000000U);
    EXPECT_EQ(facts("2001:db8::1").prefix, 32);
    EXPECT_EQ(facts("198.51.100.1").as, 0U);
    EXPECT_EQ(facts("198.51.100.1").prefix, 0);
    EXPECT_EQ(text(facts("192.0.2.1").as_name), "");
}

TEST_F(AddressBookOf, ListsMayBeGzipped) {
    const std::string path = scratch_ / "as.gz";
    gzFile file = ::gzopen(path.c_str(), "wb");
    ::gzputs(file, "64496:192.0.2.0/24\n");
    ::gzclose(file);
    open(path);

    EXPECT_EQ(facts("192.0.2.9").as, 64496U);
}

TEST_F(AddressBookOf, ListsComplainsByLine) {
    const std::string path = write("as.txt", "64496:192.0.2.0/24\n64496 192.0.2.0/24\n");
    EXPECT_EQ(complaint(path), path + ":2: \"64496 192.0.2.0/24\" is not AS:NETWORK, like 64496:192.0.2.0/24");
    write("as.txt", "64496:192.0.2.0/24\n\n64496:192.0.2.0/33\n");
    EXPECT_EQ(complaint(path), path + ":3: \"192.0.2.0/33\" is not a network: the length of its prefix is a number from 0 to 32");
    write("as.txt", "4294967296:192.0.2.0/24\n");
    EXPECT_EQ(complaint(path), path + ":1: \"4294967296:192.0.2.0/24\" is not AS:NETWORK, like 64496:192.0.2.0/24");
    write("as.txt", "\n");
    EXPECT_EQ(complaint(path), path + ": has no line AS:NETWORK, like 64496:192.0.2.0/24");
    write("as.txt", std::string(600, '1'));
    EXPECT_EQ(complaint(path), path + ":1: the line is longer than any AS:NETWORK; is this a list of autonomous systems?");
}

TEST_F(AddressBookOf, ListsComplainsOfTornGzip) {
    const std::string path = scratch_ / "as.gz";
    gzFile file = ::gzopen(path.c_str(), "wb");
    for (int i = 0; i < 1000; ++i) ::gzprintf(file, "%d:192.0.2.%d\n", i * 7919 % 64497, i % 256);
    ::gzclose(file);
    std::filesystem::resize_file(path, 700);

    EXPECT_THAT(complaint(path), HasSubstr(path + ": cannot be read to its end"));
}

TEST_F(AddressBookOf, DataBasesKnowsSystemNameAndPrefix) {
    open(write("as.mmdb", MaxMindFile("GeoLite2-ASN")
                              .add("192.0.2.0/24", system(64496, "An organization with a long name"))
                              .add("192.0.2.64/26", system(64499, "Inner"))
                              .add("2001:db8::/32", system(64498, "Six"))
                              .octets()));

    EXPECT_EQ(facts("192.0.2.1").as, 64496U);
    EXPECT_EQ(facts("192.0.2.1").prefix, 26);  // the tree has no larger leaf around 192.0.2.64/26
    EXPECT_EQ(facts("192.0.2.200").prefix, 25);
    EXPECT_EQ(text(facts("192.0.2.1").as_name), "An organization ");
    EXPECT_EQ(facts("192.0.2.65").as, 64499U);
    EXPECT_EQ(facts("192.0.2.65").prefix, 26);
    EXPECT_EQ(facts("2001:db8::9").as, 64498U);
    EXPECT_EQ(facts("2001:db8::9").prefix, 32);
    EXPECT_EQ(facts("203.0.113.1").as, 0U);
    EXPECT_EQ(facts("2001:db9::").prefix, 0);
    EXPECT_EQ(book_->failed(), 0U);
}

TEST_F(AddressBookOf, DataBasesOfIpv4AloneKnowsNothingOfIpv6) {
    open(write("as.mmdb", MaxMindFile("GeoLite2-ASN", 4).add("192.0.2.0/24", system(64496, "One")).octets()));

    EXPECT_EQ(facts("192.0.2.1").as, 64496U);
    EXPECT_EQ(facts("192.0.2.1").prefix, 24);
    EXPECT_EQ(facts("2001:db8::1").as, 0U);
    EXPECT_EQ(book_->failed(), 0U);
}

TEST_F(AddressBookOf, DataBasesKnowsPlaces) {
    const nlohmann::json place = {{"country", {{"iso_code", "DE"}}},
                                  {"city", {{"names", {{"de", "Köln"}, {"en", "Cologne"}}}}},
                                  {"location", {{"longitude", -6.96031}, {"latitude", 50.9}}}};
    open("", write("city.mmdb", MaxMindFile("GeoIP2-City")
                                    .add("192.0.2.0/24", place)
                                    .add("2001:db8::/32", {{"country", {{"iso_code", "IS"}}}})
                                    .octets()));

    EXPECT_EQ(text(facts("192.0.2.1").country), "DE");
    EXPECT_EQ(text(facts("192.0.2.1").city), "Cologne");
    EXPECT_EQ(text(facts("192.0.2.1").longitude), "-6.9603");
    EXPECT_EQ(text(facts("192.0.2.1").latitude), "50.9000");
    EXPECT_EQ(text(facts("2001:db8::1").country), "IS");
    EXPECT_EQ(text(facts("2001:db8::1").city), "");
    EXPECT_EQ(text(facts("2001:db8::1").longitude), "");
    EXPECT_EQ(facts("192.0.2.1").as, 0U);
}

TEST_F(AddressBookOf, DataBasesOfTheOtherKindIsRefused) {
    const std::string systems = write("as.mmdb", MaxMindFile("GeoLite2-ASN").add("192.0.2.0/24", system(1, "")).octets());
    const std::string places = write("city.mmdb", MaxMindFile("GeoLite2-City").add("192.0.2.0/24", {{"a", 1}}).octets());

    EXPECT_EQ(complaint(places), places + ": is a data base of the kind GeoLite2-City, which knows no autonomous systems");
    EXPECT_EQ(complaint("", systems), systems + ": is a data base of the kind GeoLite2-ASN, which knows no places");
}

TEST_F(AddressBookOf, FilesThatAreMissingOrBrokenIsRefused) {
    const std::string none = scratch_ / "none.mmdb", broken = write("broken.mmdb", "\xab\xcd\xefMaxMind.com\xe1");
    EXPECT_EQ(complaint(none), none + ": cannot be read: No such file or directory");
    EXPECT_EQ(complaint("", none), none + ": cannot be read: No such file or directory");
    EXPECT_EQ(complaint(scratch_.path()), scratch_.path().string() + ": is not a regular file");
    EXPECT_THAT(complaint(broken), HasSubstr(broken + ": cannot be read as a MaxMind data base: "));
    EXPECT_THAT(complaint("", write("text.mmdb", "64496:192.0.2.0/24\n")), HasSubstr("cannot be read as a MaxMind data base: "));
}

TEST_F(AddressBookOf, DataThatIsBrokenIsCounted) {
    std::string octets = MaxMindFile("GeoLite2-ASN").add("128.0.0.0/1", system(64496, "One")).octets();
    for (std::size_t i = 0; i < 97; ++i) octets.replace(6 * i, 3, "\xff\xff\xff");  // beyond the end of the data
    open(write("as.mmdb", octets));

    EXPECT_EQ(facts("192.0.2.1").as, 0U);
    EXPECT_EQ(book_->failed(), 1U);
}

TEST_F(AddressBookOf, ManyAddressesStaysRight) {
    std::string lines;
    for (int i = 0; i < 200; ++i) lines += std::to_string(1 + i) + ":10." + std::to_string(i) + ".0.0/16\n";
    open(write("as.txt", lines));

    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 200; ++i)
            for (int j = 0; j < 256; ++j)
                ASSERT_EQ(facts("10." + std::to_string(i) + ".1." + std::to_string(j)).as, static_cast<std::uint32_t>(1 + i));
}

}  // namespace
}  // namespace exporter
