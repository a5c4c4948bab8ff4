// SPDX-License-Identifier: Apache-2.0
// Files with the whole exporter before them. One thread: the test runs the io_context when it waits.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "exporter/exporter.hpp"
#include "tests/support/scratch.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::record_of;
using testing::sibling_layouts;
using Clock = std::chrono::steady_clock;

constexpr const char* kNames =
    "IPV4_SRC_ADDR,IPV6_SRC_ADDR,IPV4_DST_ADDR,IPV6_DST_ADDR,L4_SRC_PORT,IN_BYTES,TCP_FLAGS,FLOW_START_MILLISECONDS\n";
constexpr const char* kLine = "192.0.2.1,,198.51.100.7,,1024,0,0,0\n";

std::string text_in(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// "T0 D0 D51": kind and sequence number of each message of an IPFIX file.
std::string messages_in(const std::filesystem::path& path) {
    const std::string text = text_in(path);
    const auto* octets = reinterpret_cast<const std::byte*>(text.data());
    std::string kinds;
    for (std::size_t at = 0; at < text.size(); at += load_big_endian(octets + at + 2, 2)) {
        if (text.size() - at < 20 || load_big_endian(octets + at, 2) != 10) return kinds + " garbage";
        kinds += (kinds.empty() ? "" : " ") + std::string(load_big_endian(octets + at + 16, 2) == 2 ? "T" : "D") +
                 std::to_string(load_big_endian(octets + at + 8, 4));
    }
    return kinds;
}

class FileTransport : public ::testing::Test {
 protected:
    FileTransport() { ::signal(SIGPIPE, SIG_IGN); }

    void make(const std::string& parameters, const std::string& name, const std::string& scheme) {
        const auto collector = config::parse_collector(scheme + "://" + (scratch_ / name).string() + parameters);
        ASSERT_TRUE(collector) << collector.error().message;
        settings_.collectors = {*collector};
        settings_.linger = 0ms;
        settings_.transport.session.first_pause = 10ms;
        settings_.transport.session.longest_pause = 20ms;
        auto made = Exporter::make(io_, settings_, sibling_layouts(), Clock::now(),
                                   {[this](const CollectorReport& report) { changes_.push_back(report); }, {}});
        ASSERT_TRUE(made) << made.error().text();
        exporter_ = std::move(*made);
    }
    void send_all(int records) {
        Bytes bytes(sibling_layouts().tables[0]);
        bytes.put_octets(0, {192, 0, 2, 1, 198, 51, 100, 7, 4, 0});
        for (int i = 0; i < records; ++i) exporter_->send(record_of(sibling_layouts().tables[0], bytes));
        exporter_->tick(now_ += 1s);
    }
    template <class Condition>
    [[nodiscard]] bool eventually(Condition condition) {
        const auto end = Clock::now() + 20s;
        while (!condition() && Clock::now() < end) {
            io_.restart();
            io_.run_one_for(10ms);
        }
        return condition();
    }
    [[nodiscard]] bool all_sent(std::uint64_t records) {
        return eventually([&] { return counters().sent.records == records && counters().waiting == 0; });
    }
    void end() { exporter_.reset(); }
    void write_once(const std::string& parameters, const std::string& name, const std::string& scheme, int records) {
        make(parameters, name, scheme);
        send_all(records);
        EXPECT_TRUE(all_sent(static_cast<std::uint64_t>(records)));
        end();
    }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }
    [[nodiscard]] CollectorReport report() const { return exporter_->reports().front(); }
    [[nodiscard]] CollectorCounters counters() const { return report().counters; }

    support::Scratch scratch_;
    boost::asio::io_context io_;
    ExporterSettings settings_;
    std::unique_ptr<Exporter> exporter_;
    std::vector<CollectorReport> changes_;
    Exporter::Time now_ = Clock::now();
};

TEST_F(FileTransport, IpfixBeginsWithTemplatesThatAreNotRepeated) {
    make("", "flows.ipfix", "file");
    send_all(120);  // 51 in a message
    exporter_->tick(now_ += 60s);
    send_all(1);

    EXPECT_TRUE(all_sent(121));
    EXPECT_EQ(messages_in(scratch_ / "flows.ipfix"), "T0 D0 D51 D102 D120");
    EXPECT_EQ(counters().templates, 1U);
    EXPECT_EQ(report().state, CollectorState::reachable);
}

TEST_F(FileTransport, IpfixIsAppendedWithItsTemplates) {
    write_once("", "flows.ipfix", "file", 1);
    write_once("", "flows.ipfix", "file", 2);

    EXPECT_EQ(messages_in(scratch_ / "flows.ipfix"), "T0 D0 T0 D0");
}

TEST_F(FileTransport, CsvIsAppendedWithoutItsNames) {
    write_once("", "flows.csv", "csv+file", 1);
    write_once("", "flows.csv", "csv+file", 2);

    EXPECT_EQ(text_in(scratch_ / "flows.csv"), std::string(kNames) + kLine + kLine + kLine);
}

TEST_F(FileTransport, CsvWithOtherColumnsIsNotAppended) {
    write_once("", "flows.csv", "csv+file", 1);
    make("?fields=IN_BYTES", "flows.csv", "csv+file");
    send_all(1);

    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_THAT(report().reason, HasSubstr("other columns"));
    EXPECT_EQ(text_in(scratch_ / "flows.csv"), std::string(kNames) + kLine);
    std::filesystem::rename(scratch_ / "flows.csv", scratch_ / "old.csv");
    EXPECT_TRUE(all_sent(1));
    EXPECT_EQ(text_in(scratch_ / "flows.csv"), "IPV4_SRC_ADDR,IPV6_SRC_ADDR,IPV4_DST_ADDR,IPV6_DST_ADDR,L4_SRC_PORT,IN_BYTES\n"
                                               "192.0.2.1,,198.51.100.7,,1024,0\n");
}

TEST_F(FileTransport, ALineThatWasCutStaysOne) {
    scratch_.write("flows.json", "{\"IN_BY");
    write_once("", "flows.json", "json+file", 1);

    EXPECT_THAT(text_in(scratch_ / "flows.json"), ::testing::StartsWith("{\"IN_BY\n{\"IPV4_SRC_ADDR\":"));
}

TEST_F(FileTransport, AFileOfSomethingElseIsLeftAlone) {
    for (const char* scheme : {"file", "json+file", "csv+file"}) {
        const std::string text = scheme == std::string("csv+file") ? "{}\n" : "root:x:0:0\n";
        scratch_.write("precious", text);
        make("", "precious", scheme);
        send_all(1);

        EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; })) << scheme;
        EXPECT_THAT(report().reason, ::testing::AnyOf(HasSubstr("something else"), HasSubstr("other columns")));
        end();
        EXPECT_EQ(text_in(scratch_ / "precious"), text);
    }
}

TEST_F(FileTransport, ARotatedFileIsPartUntilItIsWhole) {
    make("?rotate=2678400", "flows.ipfix", "file");
    send_all(1);

    EXPECT_TRUE(all_sent(1));
    ASSERT_EQ(names().size(), 1U);
    EXPECT_TRUE(std::regex_match(names()[0], std::regex(R"(flows\.\d{8}T\d{6}Z\.ipfix\.part)"))) << names()[0];
    end();
    ASSERT_EQ(names().size(), 1U);
    EXPECT_TRUE(std::regex_match(names()[0], std::regex(R"(flows\.\d{8}T\d{6}Z\.ipfix)"))) << names()[0];
}

TEST_F(FileTransport, EachFileOfASeriesBeginsWithTemplatesAndNumbersGoOn) {
    settings_.encoder.max_message_octets = 65'000;  // 2406 records in a message
    make("?rotate-size=1", "flows.ipfix", "file");
    send_all(50'000);
    send_all(10);

    EXPECT_TRUE(all_sent(50'010));
    end();
    ASSERT_EQ(names().size(), 2U);
    std::string all;
    for (const std::string& name : names()) {
        EXPECT_LE(std::filesystem::file_size(scratch_ / name), 1U << 20U);
        EXPECT_THAT(messages_in(scratch_ / name), ::testing::StartsWith("T"));
        all += messages_in(scratch_ / name) + " ";
    }
    EXPECT_THAT(all, ::testing::StartsWith("T0 D0 D2406 D4812 "));
    EXPECT_THAT(all, HasSubstr(" D36090 T38496 D38496 "));
    EXPECT_THAT(all, ::testing::EndsWith(" D50000 "));
}

TEST_F(FileTransport, EachIntervalHasItsFileAlsoWithoutFlows) {
    make("?rotate=1", "flows.csv", "csv+file");
    send_all(1);

    EXPECT_TRUE(eventually([&] { return names().size() >= 3; }));
    end();
    EXPECT_EQ(text_in(scratch_ / names()[0]), std::string(kNames) + kLine);
    EXPECT_EQ(text_in(scratch_ / names()[1]), kNames);
}

TEST_F(FileTransport, NoFileIsOverwritten) {
    write_once("?rotate-size=1", "flows.json", "json+file", 1);
    for (int i = 0; i < 5; ++i) write_once("?rotate-size=1", "flows.json", "json+file", 1);

    EXPECT_EQ(names().size(), 6U);
}

TEST_F(FileTransport, StandardOutputDoesNotRotate) {
    settings_.collectors = {*config::parse_collector("file://-?rotate=60")};
    const auto made = Exporter::make(io_, settings_, sibling_layouts(), Clock::now(), {});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("leave rotate"));
}

TEST_F(FileTransport, AFolderThatIsMissingIsSaidAndTriedAgain) {
    make("", "later/flows.ipfix", "file");
    send_all(1);

    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_EQ(report().reason, "No such file or directory; make its folder, or correct the path");
    std::filesystem::create_directory(scratch_ / "later");
    EXPECT_TRUE(all_sent(1));
    EXPECT_EQ(messages_in(scratch_ / "later/flows.ipfix"), "T0 D0");
    ASSERT_EQ(changes_.size(), 2U);
    EXPECT_EQ(changes_[1].state, CollectorState::reachable);
    EXPECT_EQ(changes_[1].reason, "");
}

TEST_F(FileTransport, AFullDiskIsSaidOnceAndItsFlowsAreLost) {
    std::filesystem::create_symlink("/dev/full", scratch_ / "full");
    make("", "full", "json+file");
    send_all(3);

    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_TRUE(eventually([until = Clock::now() + 100ms] { return Clock::now() > until; }));  // several attempts
    EXPECT_EQ(report().reason, "No space left on device; make room there");
    exporter_->finish();
    EXPECT_EQ(counters().lost_unreachable.records, 3U);
    EXPECT_EQ(changes_.size(), 2U);  // it could be opened
}

TEST_F(FileTransport, AFifoWaitsForItsReader) {
    ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
    make("", "fifo", "csv+file");
    send_all(1);

    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_EQ(report().reason, "nobody reads it; start a program that reads it");
    const int reader = ::open((scratch_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    EXPECT_TRUE(all_sent(1));
    char text[1000];
    EXPECT_EQ(std::string(text, static_cast<std::size_t>(::read(reader, text, sizeof text))), std::string(kNames) + kLine);
    ::close(reader);
}

TEST_F(FileTransport, AReaderThatComesAgainGetsTheNamesAgain) {
    ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
    int reader = ::open((scratch_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    make("", "fifo", "csv+file");
    EXPECT_TRUE(eventually([&] { return counters().templates == 1; }));
    ::close(reader);
    send_all(1);
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));

    reader = ::open((scratch_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    EXPECT_TRUE(all_sent(1));
    char text[1000];
    EXPECT_EQ(std::string(text, static_cast<std::size_t>(::read(reader, text, sizeof text))), std::string(kNames) + kLine);
    ::close(reader);
}

TEST_F(FileTransport, ASlowReaderGetsEveryLineWhole) {
    ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
    const int reader = ::open((scratch_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    make("", "fifo", "csv+file");
    send_all(20'000);  // 720,000 octets: more than a pipe holds

    std::string got;
    EXPECT_TRUE(eventually([&] {
        char text[5000];
        const ssize_t size = ::read(reader, text, sizeof text);
        if (size > 0) got.append(text, static_cast<std::size_t>(size));
        return got.size() == std::string(kNames).size() + 20'000 * std::string(kLine).size();
    }));
    EXPECT_EQ(got.substr(0, std::string(kNames).size()), kNames);
    for (std::size_t at = std::string(kNames).size(); at < got.size(); at += std::string(kLine).size())
        ASSERT_EQ(got.substr(at, std::string(kLine).size()), kLine);
    EXPECT_TRUE(all_sent(20'000));
    EXPECT_EQ(lost_records(counters()), 0U);
    ::close(reader);
}

TEST_F(FileTransport, AReaderThatNeverReadsBlocksNobody) {
    ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
    const int reader = ::open((scratch_ / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    settings_.transport.queue_messages = 4;
    settings_.transport.longest_push = 1ms;
    make("", "fifo", "csv+file");
    std::uint64_t sent = 0;
    const auto passes = [&] {
        send_all(1000);
        sent += 1000;
        return counters().lost_no_buffer.records > 0;
    };

    EXPECT_TRUE(eventually(passes));
    ::close(reader);
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    exporter_->finish();
    EXPECT_EQ(counters().sent.records + lost_records(counters()), sent);
}

}  // namespace
}  // namespace exporter
