// SPDX-License-Identifier: Apache-2.0
// Several programs at one place, one after the other: monitors and the flow probe, by XDP and by TC.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "probe/live/attachments.hpp"
#include "probe/session/flows.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/monitored.hpp"

namespace support {
namespace {

// The flow probe, as far as it is needed to attach it.
struct FlowProbe {
    explicit FlowProbe(probe::ChainedPlaces& places)
        : plan(*probe::make_plan({{"IN_PKTS", "INPUT_SNMP"}, {}, {}}, built_in())),
          object(value_or_throw(probe::object_of(plan, probe::Source::live, probe::Machine::bpf,
                                                 probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"})))),
          tc_object(value_or_throw(probe::object_of(plan, probe::Source::live, probe::Machine::bpf,
                                                    probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"}), kTc))),
          program(load()),
          points(probe::point_parts(plan)),
          attachments(*program, points, &places) {}

    static constexpr probe::Place kTc{probe::Hook::tc, true};
    std::unique_ptr<probe::KernelProgram> load() {
        probe::LoadRequest request{&object, &plan, {10, 1024}};
        request.object_of = [this](probe::Place place) -> Result<std::string> {
            return place.hook == probe::Hook::tc ? tc_object : object;
        };
        return value_or_throw(probe::KernelProgram::load(request));
    }
    void attach(const VethPair& veth, probe::Mode mode, probe::Direction direction = probe::Direction::in) {
        veth.receiver.inside([&] {
            const auto attached = attachments.attach(*probe::find_interface("vb0"), mode, direction);
            if (!attached) throw std::runtime_error(attached.error().text());
        });
    }
    std::uint64_t frames() { return sum_counters(program->memory()).frames; }

    probe::Plan plan;
    std::string object, tc_object;
    std::unique_ptr<probe::KernelProgram> program;
    exporter::Points points;
    probe::Attachments attachments;
};

TEST(Monitor, RunsInItsOrderBesideTheFlowProbeAndOthers) {
    for (const bool tc : {false, true}) {
        VethPair veth;
        Monitored monitored(veth);
        std::string code = kGate;
        if (tc)
            code = replaced(replaced(replaced(replaced(code, "SEC(\"xdp\")", "SEC(\"tc\")"), "struct xdp_md", "struct __sk_buff"),
                                     "XDP_DROP", "TC_ACT_SHOT"),
                            "XDP_PASS", "TC_ACT_UNSPEC");
        const std::string pass = replaced(replaced(code, "XDP_DROP", "XDP_PASS"), "TC_ACT_SHOT", "TC_ACT_OK");
        monitored.start(monitor("first", pass, {metric("seen", true, false)}, -5));
        monitored.start(monitor("last", pass, {metric("seen", true, false)}, 7));
        FlowProbe flows(monitored.places);
        flows.attach(veth, tc ? probe::Mode::tc : probe::Mode::native);
        const auto seen = [&] {
            return std::to_string(monitored.number("first", "seen")) + " " + std::to_string(flows.frames()) + " " +
                   std::to_string(monitored.number("last", "seen"));
        };

        veth.send(kToSeven, 3);
        veth.send(kToEight, 5);
        EXPECT_EQ(seen(), "8 8 8");

        monitored.start(monitor("gate", code, {metric("seen", true, true)}, -1));  // before the flow probe
        veth.send(kToSeven, 10);
        veth.send(kToEight, 1);
        EXPECT_EQ(seen(), "19 9 9");
        EXPECT_EQ(monitored.number("gate", "seen"), 11U);

        monitored.start(monitor("gate", code, {metric("seen", true, true)}, 1));  // behind it
        veth.send(kToSeven, 20);
        EXPECT_EQ(seen(), "39 29 9");
        EXPECT_EQ(monitored.number("gate", "seen"), 20U);

        veth.receiver.inside([&] { monitored.monitors.stop("gate"); });
        veth.send(kToSeven, 30);
        EXPECT_EQ(seen(), "69 59 39");

        veth.receiver.inside([&] { flows.attachments.detach(0); });
        veth.send(kToSeven, 1);
        EXPECT_EQ(seen(), "70 59 40");
    }
}

TEST(Monitor, SeesWhatLeavesInTc) {
    VethPair veth({.addresses = true});
    Monitored monitored(veth);
    config::Monitor out =
        monitor("out",
                replaced(replaced(replaced(kGate, "SEC(\"xdp\")", "SEC(\"tc\")"), "struct xdp_md", "struct __sk_buff"), "XDP_",
                         "3 + 0 * XDP_"),
                {metric("seen", false, true)});
    out.direction = "out";
    monitored.start(out);
    FlowProbe flows(monitored.places);
    flows.attach(veth, probe::Mode::tc, probe::Direction::out);
    const probe::UniqueFd socket = frame_socket(veth.receiver, "vb0");
    const Octets frame = kToEight.octets();
    const std::uint64_t before = flows.frames();
    (void)monitored.read("out");
    for (int i = 0; i < 12; i++) ASSERT_EQ(::write(socket.get(), frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
    EXPECT_EQ(flows.frames() - before, 12U);
    EXPECT_EQ(monitored.number("out", "seen"), 12U);
}

}  // namespace
}  // namespace support
