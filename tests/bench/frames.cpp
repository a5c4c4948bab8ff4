// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/frames.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace bench {

namespace {

constexpr std::size_t kEthernet = 14, kTag = 4, kIpv4 = 20, kIpv6 = 40, kTcp = 20, kUdp = 8;

class Octets {
 public:
    explicit Octets(std::vector<std::byte>& frame) : frame_(frame) {}
    void u8(unsigned value) { frame_[at_++] = static_cast<std::byte>(value); }
    void u16(std::size_t value) { u8(value >> 8 & 0xff), u8(value & 0xff); }
    void all(std::initializer_list<unsigned> values) {
        for (const unsigned value : values) u8(value);
    }
    void skip(std::size_t octets) { at_ += octets; }

 private:
    std::vector<std::byte>& frame_;
    std::size_t at_ = 0;
};

void put_ipv4(Octets& out, const FrameShape& shape, std::size_t octets) {
    out.all({0x45, 0});
    out.u16(octets);
    out.all({0, 0, 0x40, 0, 64, static_cast<unsigned>(shape.protocol), 0, 0, 192, 0, 2, 1, 198, 51, 100, 1});
}

void put_ipv6(Octets& out, const FrameShape& shape, std::size_t octets) {
    out.all({0x60, 0, 0, 0});
    out.u16(octets - kIpv6);
    out.all({static_cast<unsigned>(shape.protocol), 64});
    out.all({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    out.all({0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

void put_transport(Octets& out, const FrameShape& shape, std::size_t octets) {
    out.u16(1024);
    out.u16(443);
    if (shape.protocol == Protocol::tcp) {
        out.skip(8);
        out.all({0x50, shape.tcp_flags});  // 20 octets of header
    } else {
        out.u16(octets);
    }
}

}  // namespace

std::vector<std::byte> make_frame(const FrameShape& shape) {
    const std::size_t link = kEthernet + (shape.vlan ? kTag : 0);
    const std::size_t ip = shape.family == Family::ipv4 ? kIpv4 : kIpv6;
    const std::size_t transport = shape.protocol == Protocol::tcp ? kTcp : kUdp;
    std::vector<std::byte> frame(std::max(shape.octets, link + ip + transport));
    Octets out(frame);
    out.all({2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
    if (shape.vlan) out.u16(0x8100), out.u16(100);
    out.u16(shape.family == Family::ipv4 ? 0x0800 : 0x86dd);
    if (shape.family == Family::ipv4)
        put_ipv4(out, shape, frame.size() - link);
    else
        put_ipv6(out, shape, frame.size() - link);
    put_transport(out, shape, frame.size() - link - ip);
    return frame;
}

void set_flow(std::span<std::byte> frame, const FrameShape& shape, std::uint64_t flow) {
    const std::size_t tag = shape.vlan ? kTag : 0;
    const auto address = static_cast<std::uint32_t>(flow);
    const auto port = static_cast<std::uint16_t>(1024 + flow % 60'000);
    const std::size_t last = source_offset(shape.family) + (shape.family == Family::ipv4 ? 0 : 12);
    std::memcpy(frame.data() + tag + last, &address, sizeof address);
    std::memcpy(frame.data() + tag + ports_offset(shape.family), &port, sizeof port);
}

}  // namespace bench
