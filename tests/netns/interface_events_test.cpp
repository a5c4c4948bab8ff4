// SPDX-License-Identifier: Apache-2.0
// Random events at interfaces under traffic: nothing ends, nothing is left behind, and every frame that passed the program is in
// a flow. XDPFLOW_INTERFACE_EVENTS says how many (60), XDPFLOW_SEED repeats a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

constexpr unsigned kPlaces = 5;
const Packet kUdp = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};
const Packet kArp = Ethernet{.type = 0x0806} / Raw{zeros(46)};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Frames at many interfaces, some a millisecond, on a thread of its own.
class Traffic {
 public:
    Traffic() : thread_([this] { run(); }) {}
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;
    ~Traffic() {
        stops_ = true;
        thread_.join();
    }
    void start(unsigned place, probe::UniqueFd socket) {
        const std::lock_guard guard(lock_);
        sockets_[place] = std::move(socket);
    }
    // No frame is sent there any more when this returns.
    void stop(unsigned place) { start(place, {}); }

 private:
    void run() {
        while (!stops_) {
            {
                const std::lock_guard guard(lock_);
                for (const probe::UniqueFd& socket : sockets_)
                    for (int i = 0; i < 8 && socket.is_open(); i++) {
                        const Packet& packet = i == 0 ? kArp : kUdp;
                        (void)::send(socket.get(), packet.octets().data(), packet.octets().size(), MSG_DONTWAIT);
                    }
            }
            ::poll(nullptr, 0, 1);
        }
    }

    std::mutex lock_;
    std::array<probe::UniqueFd, kPlaces> sockets_;
    std::atomic<bool> stops_ = false;
    std::thread thread_;
};

// But for pipes: the probe has one more of them as long as it writes its statistics.
std::size_t descriptors_of(int process) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(process) + "/fd");
    return static_cast<std::size_t>(std::count_if(begin(all), end(all), [](const auto& entry) {
        std::error_code gone;
        const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
        return !gone && !target.starts_with("pipe:");
    }));
}

// What the statistics say of the interface of this index; null: nothing.
Json of_interface(const Json& stats, std::uint32_t index) {
    for (const Json& one : stats.at("interfaces"))
        if (one.at("index") == index) return one;
    return nullptr;
}

class InterfaceEvents : public testing::TestWithParam<const char*> {
 protected:
    enum class Where { nowhere, here, elsewhere };
    struct Place {
        Where where = Where::nowhere;
        std::string name;
        std::uint32_t index = 0;
        bool up = false;
        bool exact = false;  // no frame has come while its program was attached or detached
    };

    [[nodiscard]] unsigned pick(unsigned most) { return std::uniform_int_distribution<unsigned>(0, most)(random_); }
    [[nodiscard]] bool maybe() { return pick(1) == 1; }
    [[nodiscard]] const Network& network_of(const Place& place) const {
        return place.where == Where::here ? veth_.receiver : elsewhere_;
    }
    [[nodiscard]] static std::string far(unsigned number) { return "far" + std::to_string(number); }
    [[nodiscard]] bool is_attached(const Place& place) {
        const Json one = of_interface(probe_->stats(), place.index);
        return !one.is_null() && one.at("attached").get<bool>();
    }

    void begin_traffic(unsigned number, bool wait_first) {
        Place& place = places_[number];
        place.exact = wait_first;
        ASSERT_TRUE(!wait_first || eventually([&] { return is_attached(place); })) << probe_->process().errors();
        traffic_.start(number, frame_socket(veth_.sender, far(number)));
    }

    void add(unsigned number) {
        Place& place = places_[number];
        place = {Where::here, "ev" + std::to_string(number), 0, true, false};
        // Ends with different numbers: see VethPair.
        veth_.sender.ip("link add " + far(number) + " index " + std::to_string(next_index_++) + " type veth peer name " +
                        place.name + " netns " + veth_.receiver.path());
        place.index = veth_.receiver.index(place.name);
        veth_.sender.ip("link set dev " + far(number) + " addrgenmode none up");
        veth_.receiver.ip("link set dev " + place.name + " addrgenmode none up");
        begin_traffic(number, pick(3) > 0);
    }

    // Silence, and then the driver has seen what the program has counted.
    void compare_with_driver(unsigned number) {
        const Place& place = places_[number];
        traffic_.stop(number);
        if (!place.exact || place.where != Where::here) return;
        std::uint64_t driver = 0, counted = 0;
        EXPECT_TRUE(eventually([&] {
            driver = veth_.receiver.driver_counter(place.name, "_xdp_packets");
            counted = of_interface(probe_->stats(), place.index).at("frames").get<std::uint64_t>();
            return driver == counted;
        })) << place.name
            << ": the driver had " << driver << ", the program " << counted;
        compared_++;
    }

    void remove(unsigned number) {
        if (maybe()) compare_with_driver(number);
        veth_.sender.ip("link del " + far(number));
        traffic_.stop(number);
        places_[number] = {};
    }

    void move(unsigned number) {
        Place& place = places_[number];
        if (maybe()) compare_with_driver(number);
        const Where to = place.where == Where::here ? Where::elsewhere : Where::here;
        network_of(place).ip("link set dev " + place.name + " netns " + (to == Where::here ? veth_.receiver : elsewhere_).path());
        place.where = to;
        place.index = network_of(place).index(place.name);
        place.exact = false;
        network_of(place).ip("link set dev " + place.name + " up");
        place.up = true;
        traffic_.start(number, frame_socket(veth_.sender, far(number)));
    }

    void rename(unsigned number) {
        Place& place = places_[number];
        const std::array<std::string, 3> names = {"ev" + std::to_string(number), "evx" + std::to_string(number),
                                                  "not" + std::to_string(number)};
        const std::string name = names[pick(2)];
        if (name == place.name) return;
        const bool was_chosen = place.name.starts_with("ev");
        if (!was_chosen || !name.starts_with("ev")) place.exact = false;
        network_of(place).ip("link set dev " + place.name + " name " + name);
        place.name = name;
    }

    void change(unsigned number) {
        Place& place = places_[number];
        if (place.where == Where::nowhere) return add(number);
        switch (pick(6)) {
            case 0: return remove(number);
            case 1: return move(number);
            case 2:
            case 3: return rename(number);
            case 4: network_of(place).ip("link set dev " + place.name + " mtu " + std::to_string(1200 + pick(1800))); return;
            default: place.up = !place.up; network_of(place).ip("link set dev " + place.name + (place.up ? " up" : " down"));
        }
    }

    VethPair veth_;
    Network elsewhere_;
    std::mt19937_64 random_;
    std::array<Place, kPlaces> places_;
    std::unique_ptr<Probe> probe_;
    unsigned next_index_ = 1000, compared_ = 0;
    Traffic traffic_;
};

TEST_P(InterfaceEvents, LoseNoFrameAndLeaveNothingBehind) {
    const std::uint64_t seed = from_environment("XDPFLOW_SEED", std::random_device()());
    const std::uint64_t events = from_environment("XDPFLOW_INTERFACE_EVENTS", 60);
    std::printf("XDPFLOW_SEED=%llu\n", static_cast<unsigned long long>(seed));
    SCOPED_TRACE("XDPFLOW_SEED=" + std::to_string(seed));
    random_.seed(seed);
    probe_ = std::make_unique<Probe>(
        veth_, ProbeSettings{.interfaces = {"vb0", "ev*"}, .fields = GetParam(), .arguments = {"--interval", "0.05"}});
    veth_.send(kUdp, 10);
    probe_->await_frames(10);
    const std::size_t descriptors = descriptors_of(probe_->process().pid());

    for (std::uint64_t event = 0; event < events && !HasFatalFailure(); event++) change(pick(kPlaces - 1));
    for (unsigned number = 0; number < kPlaces; number++)
        if (places_[number].where != Where::nowhere) remove(number);

    EXPECT_TRUE(eventually([&] { return probe_->stats().at("attaching").at("attached") == 1; })) << probe_->process().errors();
    EXPECT_EQ(descriptors_of(probe_->process().pid()), descriptors);
    const Outcome outcome = probe_->stop();
    EXPECT_EQ(outcome.code, 0);
    const Json& stats = outcome.stats;
    const auto number = [](const Json& of, const char* name) { return of.at(name).get<std::uint64_t>(); };
    std::uint64_t frames = 0;
    std::map<Json, std::uint64_t> packets;  // by index: an interface that was away may have another name
    for (const Json& one : stats.at("interfaces")) {
        packets[one.at("index")] += number(one, "frames") - number(one, "non_ip") - number(one, "malformed");
        frames += number(one, "frames");
    }
    const bool tells_apart = std::string(GetParam()).find("INPUT_SNMP") != std::string::npos;
    for (const auto& [index, count] : packets)
        EXPECT_TRUE(!tells_apart || outcome.sum("IN_PKTS", "INPUT_SNMP", index) == count) << index << " has " << count;
    EXPECT_EQ(frames, number(stats, "frames"));
    EXPECT_EQ(number(stats, "frames"), outcome.sum("IN_PKTS") + number(stats, "non_ip"));
    EXPECT_EQ(number(stats.at("lost"), "log_full") + number(stats.at("lost"), "no_cpu_counters"), 0U);
    EXPECT_EQ(number(stats.at("attaching"), "failures"), 0U) << outcome.errors;
    EXPECT_GT(frames, 10U + events);
    std::printf("%llu frames at %zu interfaces, %u compared with their drivers\n", static_cast<unsigned long long>(frames),
                stats.at("interfaces").size(), compared_);
}

// With a table, and with one record for each interface and CPU.
INSTANTIATE_TEST_SUITE_P(Fields, InterfaceEvents, testing::Values(kLiveFields, "IN_PKTS IN_BYTES"),
                         [](const auto& one) { return std::string(one.index == 0 ? "Table" : "Single"); });

}  // namespace
}  // namespace support
