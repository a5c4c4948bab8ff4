// SPDX-License-Identifier: Apache-2.0
// Ports are taken, given back and taken again while traffic runs: every frame is counted for the interface it came from.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "probe/live/attachments.hpp"
#include "probe/live/live_session.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/netns.hpp"

namespace support {
namespace {

using testing::IsEmpty;

const Packet kUdp = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};

// What `xdpflow run` is made of, in this process: interfaces come and go when the test says so.
class Room {
 public:
    explicit Room(const std::string& fields)
        : plan_(*probe::make_plan({probe::split_names(fields), {}, {}}, built_in())),
          output_(nowhere_.get(), "nowhere"),
          flows(plan_, {}, probe::Format::json, output_) {
        const auto object =
            probe::object_of(plan_, probe::Source::live, probe::Machine::bpf, probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"}));
        if (!object) throw std::runtime_error(object.error().text());
        auto loaded = probe::KernelProgram::load({&*object, &plan_, {10, 1024}});
        if (!loaded) throw std::runtime_error(loaded.error().text());
        program_ = std::move(*loaded);
        grace_.emplace(*probe::Grace::make());
        session.emplace(*program_, *grace_, flows);
        attachments.emplace(*program_, flows.points());
    }

    // The port that the interface of this name now has.
    std::uint32_t attach(const Network& network, const std::string& name) {
        std::uint32_t port = 0;
        network.inside([&] {
            const auto link = attachments->attach(*probe::find_interface(name), probe::Mode::native);
            if (!link) throw std::runtime_error(link.error().text());
            port = (*link)->port;
        });
        return port;
    }
    void snapshot() {
        if (const auto done = session->snapshot(); !done) throw std::runtime_error(done.error().text());
        attachments->settle();
    }
    // "vb0 5, vb1 7"
    [[nodiscard]] std::string frames() const {
        std::string text;
        for (const probe::PortStatistics& one : attachments->statistics())
            text += (text.empty() ? "" : ", ") + one.name + " " + std::to_string(one.counters.frames);
        return text;
    }
    [[nodiscard]] std::uint64_t total() const { return sum_counters(program_->memory()).frames; }

 private:
    probe::UniqueFd nowhere_{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
    probe::Plan plan_;
    exporter::Output output_;
    std::unique_ptr<probe::KernelProgram> program_;
    std::optional<probe::Grace> grace_;

 public:
    probe::Flows flows;
    std::optional<probe::LiveSession> session;
    std::optional<probe::Attachments> attachments;
};

TEST(Attachments, TakeAPortAgainOnlyBehindASnapshot) {
    const VethPair veth({.pairs = 3});
    Room room("IN_PKTS INPUT_SNMP");

    EXPECT_EQ(room.attach(veth.receiver, "vb0"), 0U);
    EXPECT_EQ(room.attach(veth.receiver, "vb1"), 1U);
    room.attachments->detach(0);
    EXPECT_EQ(room.attach(veth.receiver, "vb2"), 2U);
    room.snapshot();

    EXPECT_EQ(room.attach(veth.receiver, "vb0"), 0U);
}

TEST(Attachments, CountForTheInterfaceThatWasThere) {
    VethPair veth({.pairs = 2});
    Room room("IN_PKTS INPUT_SNMP");

    const std::uint32_t port = room.attach(veth.receiver, "vb0");
    veth.send(kUdp, 5);
    room.attachments->detach(port);
    EXPECT_EQ(room.frames(), "vb0 5");
    room.snapshot();
    EXPECT_EQ(room.attach(veth.receiver, "vb1"), port);
    veth.send(kUdp, 3);  // vb0 is not metered any more
    veth.send(kUdp, 7, 1);

    EXPECT_EQ(room.frames(), "vb0 5, vb1 7");
    EXPECT_EQ(room.total(), 12U);
}

TEST(Attachments, AddUpWhenAnInterfaceComesBack) {
    VethPair veth;
    Room room("IN_PKTS INPUT_SNMP");

    for (unsigned frames : {4U, 6U, 8U}) {
        const std::uint32_t port = room.attach(veth.receiver, "vb0");
        veth.send(kUdp, frames);
        room.attachments->detach(port);
        if (frames == 6) room.snapshot();  // not at every turn: then it has two ports for a while
    }

    EXPECT_EQ(room.frames(), "vb0 18");
}

TEST(Attachments, LoseNoRecordOfAPortThatIsGone) {
    for (const char* fields : {"IN_PKTS", "IN_PKTS INPUT_SNMP"}) {
        VethPair veth({.pairs = 2});
        Room room(fields);

        for (unsigned pair = 0; pair < 2; pair++) {
            const std::uint32_t port = room.attach(veth.receiver, "vb" + std::to_string(pair));
            veth.send(kUdp, 10 + pair, pair);
            room.attachments->detach(port);
        }
        ASSERT_TRUE(room.session->finish());

        EXPECT_EQ(room.flows.exported().packets, 21U) << fields;
    }
}

TEST(Attachments, FollowTheNameOfAnInterface) {
    VethPair veth;
    Room room("IN_PKTS INPUT_SNMP");

    const std::uint32_t port = room.attach(veth.receiver, "vb0");
    veth.send(kUdp, 2);
    room.attachments->rename(port, "wan");

    EXPECT_EQ(room.frames(), "wan 2");
    EXPECT_EQ(room.attachments->attached().front()->interface.name, "wan");
}

TEST(Attachments, LeaveAllAsItWasIfTheyFail) {
    VethPair veth;
    Room first("IN_PKTS"), second("IN_PKTS");
    const std::uint32_t port = first.attach(veth.receiver, "vb0");

    EXPECT_THROW(second.attach(veth.receiver, "vb0"), std::runtime_error);
    EXPECT_THAT(second.attachments->statistics(), IsEmpty());
    first.attachments->detach(port);

    EXPECT_EQ(second.attach(veth.receiver, "vb0"), 0U);
}

}  // namespace
}  // namespace support
