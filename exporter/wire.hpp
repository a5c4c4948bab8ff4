// SPDX-License-Identifier: Apache-2.0
// What a flow record looks like on the wire, for every protocol of binary records (IPFIX; NetFlow v9 and v5 choose their own
// fields, but write them with the same RecordWriter). Everything follows from the facts of the fields: no code per field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "config/collector.hpp"
#include "exporter/computed.hpp"
#include "exporter/record.hpp"

namespace exporter {

// How the octets of a record become those on the wire, which are always in network byte order (RFC 7011 section 6.1).
enum class WireForm : std::uint8_t {
    copy,          // octets in the order of the record: addresses, be16, be24, be32, u8, string, octets
    swap,          // an integer in the byte order of this machine: u16, u32, u64
    seconds,       // time_ns as dateTimeSeconds, 4 octets since 1970
    milliseconds,  // time_ns as dateTimeMilliseconds, 8 octets since 1970
    microseconds,  // time_ns as dateTimeMicroseconds: NTP format, 8 octets since 1900
    nanoseconds,   // time_ns as dateTimeNanoseconds: likewise
    uptime,        // time_ns as milliseconds since the boot that the message's header tells, 4 octets (RFC 3954 section 8)
    computed,      // an integer made when exporting
    zero,          // octets of 0: what the record has no value for
};

// One field of a template record (RFC 7011 section 3.2, RFC 3954 section 5.2) and where its value comes from.
struct WireField {
    std::uint32_t pen = 0;     // private enterprise number; 0 = IANA
    std::uint16_t id = 0;      // element number under pen, without the enterprise bit
    std::uint16_t length = 0;  // octets; less than the element's own length is reduced-size encoding (RFC 7011 section 6.2)
    WireForm form = WireForm::copy;
    std::size_t offset = 0;                 // of the value in the record, unless computed
    ComputedValue computed = nullptr;       // if computed
    const bpf::Feature* feature = nullptr;  // whose value it is; null if zero
};

// Whose number and form a column gets that shows the value of another field (FIRST_SWITCHED that of FLOW_START_MILLISECONDS).
enum class Numbers : std::uint8_t {
    held,   // the field's that is held: 152, milliseconds since 1970
    asked,  // the field's as it was asked for: 22, uptime
};

// Elements under this enterprise number are IANA's of the same number, of the other direction (RFC 5103 section 6.1).
inline constexpr std::uint32_t kReverseEnterprise = 29'305;

// The element, the octets and the form of one column; nothing: it has no value (computed by nothing) or no element.
[[nodiscard]] std::optional<WireField> wire_field(const bpf::Layout& layout, const bpf::Column& column, Numbers numbers);

// Appends the field; of two fields with the same element the wider stays, in the place of the first.
void add_once(std::vector<WireField>& fields, const WireField& field);

// The IPFIX fields for some columns of a layout (or all), in their order: the element of the field that is held (FIRST_SWITCHED:
// 152), with the octets that the record has. Of two fields with the same element the wider is sent, in the place of the first. Fields
// without a value (computed ones that nothing computes) are left out. Features must outlive the result.
//
// biflow: how fields of the other direction are sent. As nProbe does, by elements of their own (23, 24); or by RFC 5103: IANA's
// element of the forward direction under the enterprise 29305, and behind them biflowDirection (239), which RFC 5103 section 6.3 has
// for the end that the source is. Where the forward element is not IANA's, nProbe's stays.
[[nodiscard]] std::vector<WireField> ipfix_fields(const bpf::Layout& layout, const std::vector<bpf::Column>& columns,
                                                  config::BiflowElements biflow = config::BiflowElements::nprobe);
[[nodiscard]] inline std::vector<WireField> ipfix_fields(const bpf::Layout& layout) {
    return ipfix_fields(layout, layout.columns);
}

// Octets of one record with these fields.
[[nodiscard]] std::size_t octets_of(const std::vector<WireField>& fields);

// Writes records of one layout, field behind field, without padding.
class RecordWriter {
 public:
    explicit RecordWriter(const std::vector<WireField>& fields);

    [[nodiscard]] std::size_t octets() const { return octets_; }

    // Writes octets() octets. Times: record.context.time_offset_ns is added. boot_ms: what `uptime` counts from, in milliseconds
    // since 1970; a time before it becomes 0, one 2^32 ms or more behind it 2^32 - 1.
    void write(const Record& record, std::byte* out, std::int64_t boot_ms = 0) const;

 private:
    enum class Kind : std::uint8_t {
        copy_1,
        copy_2,
        copy_4,
        copy_8,
        copy_16,
        copy_n,
        swap_2,
        swap_4,
        swap_8,
        swap_4_to_2,  // the low half
        swap_8_to_4,
        seconds,
        milliseconds,
        microseconds,
        nanoseconds,
        uptime,
        computed_1,
        computed_2,
        computed_4,
        computed_8,
        zero
    };
    struct Op {
        Kind kind;
        std::uint16_t from;    // offset in the record
        std::uint16_t to;      // offset on the wire
        std::uint16_t length;  // on the wire
        ComputedValue computed;
    };

    void add(const WireField& field);
    [[nodiscard]] static Kind kind_of(const WireField& field);

    std::vector<Op> ops_;
    std::size_t octets_ = 0;
};

}  // namespace exporter
