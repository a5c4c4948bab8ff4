// SPDX-License-Identifier: Apache-2.0
#include "exporter/wire.hpp"

#include <algorithm>
#include <cstring>

#include "exporter/text.hpp"

namespace exporter {
namespace {

constexpr std::uint16_t kIcmpTypeCodeIpv4 = 32;
constexpr std::uint16_t kIcmpTypeCodeIpv6 = 139;
constexpr std::uint16_t kLastSwitched = 21;
constexpr std::uint16_t kFirstSwitched = 22;
constexpr std::uint64_t kNtpEpoch = 2'208'988'800;  // 1970 in seconds since 1900 (RFC 5905 section 6)
constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;

template <class T>
void write_integer(std::byte* out, std::uint64_t value) {
    store_big_endian<T>(out, static_cast<T>(value));
}

template <class T>
void swap_integer(std::byte* out, const std::byte* from) {
    store_big_endian<T>(out, load<T>(from));
}

// The abstract data type of a time is that of its element (IANA "IPFIX Information Elements"); milliseconds where we cannot know.
WireForm time_form(std::uint32_t pen, std::uint16_t id) {
    if (pen != 0) return WireForm::milliseconds;
    switch (id) {
        case 150:
        case 151:
        case 322: return WireForm::seconds;
        case 154:
        case 155:
        case 324: return WireForm::microseconds;
        case 156:
        case 157:
        case 325: return WireForm::nanoseconds;
        default: return WireForm::milliseconds;
    }
}

// of: whose number and type of time it is sent as; the octets are those of `held`.
WireForm form_of(const bpf::Feature& held, const bpf::Feature& of) {
    switch (held.type) {
        case bpf::Type::u16:
        case bpf::Type::u32:
        case bpf::Type::u64: return WireForm::swap;
        case bpf::Type::time_ns: return time_form(of.pen, of.id);
        default: return WireForm::copy;
    }
}

// RFC 7011 sections 6.1.9 and 6.1.10: seconds since 1900 and a binary fraction; microseconds leave its last 11 bits 0.
std::uint64_t to_ntp(std::uint64_t epoch_ns, std::uint64_t mask) {
    const std::uint64_t fraction = ((epoch_ns % kNanosecondsPerSecond) << 32) / kNanosecondsPerSecond;
    return ((epoch_ns / kNanosecondsPerSecond + kNtpEpoch) << 32) | (fraction & mask);
}

std::uint32_t uptime_ms(std::uint64_t epoch_ns, std::int64_t boot_ms) {
    const std::int64_t uptime = static_cast<std::int64_t>(epoch_ns / 1'000'000) - boot_ms;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(uptime, 0, UINT32_MAX));
}

// As the field BIFLOW_DIRECTION, which need not have been asked for.
WireField biflow_direction() {
    static const bpf::Feature feature = [] {
        bpf::Feature made;
        made.name = "BIFLOW_DIRECTION", made.element = "biflowDirection";
        made.id = 239, made.type = bpf::Type::u8, made.role = bpf::Role::computed;
        return made;
    }();
    WireField field;
    field.id = feature.id;
    field.length = 1;
    field.form = WireForm::computed;
    field.computed = [](const Record& record) { return std::uint64_t{record.is_reverse ? 2U : 1U}; };
    field.feature = &feature;
    return field;
}

}  // namespace

std::optional<WireField> wire_field(const bpf::Layout& layout, const bpf::Column& column, Numbers numbers) {
    WireField field;
    if (!is_made(layout, column)) field.computed = find_computed(column.feature->name);
    const bool is_held = column.member && !field.computed;
    if (!is_held && field.computed == nullptr) return std::nullopt;
    field.feature = is_held ? layout.members[*column.member].feature : column.feature;
    const bpf::Feature& numbered = numbers == Numbers::asked ? *column.feature : *field.feature;
    field.pen = numbered.pen;
    field.id = numbered.id;
    if (is_held) {
        const bool counts_from_boot = numbers == Numbers::asked && field.feature->type == bpf::Type::time_ns && field.pen == 0 &&
                                      (field.id == kFirstSwitched || field.id == kLastSwitched);
        field.form = counts_from_boot ? WireForm::uptime : form_of(*field.feature, numbered);
        field.offset = layout.members[*column.member].offset;
    } else {
        field.form = WireForm::computed;
    }
    const bool is_short = field.form == WireForm::seconds || field.form == WireForm::uptime;
    field.length = static_cast<std::uint16_t>(is_short ? 4 : bpf::size_of(*field.feature));
    if (field.length == 0 || field.id == 0) return std::nullopt;
    return field;
}

void add_once(std::vector<WireField>& fields, const WireField& field) {
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [&](const WireField& other) { return other.pen == field.pen && other.id == field.id; });
    if (same == fields.end())
        fields.push_back(field);
    else if (same->length < field.length)
        *same = field;
}

std::vector<WireField> ipfix_fields(const bpf::Layout& layout, const std::vector<bpf::Column>& columns,
                                    config::BiflowElements biflow) {
    std::vector<WireField> fields;
    bool has_reverse = false;
    for (const bpf::Column& column : columns) {
        auto field = wire_field(layout, column, Numbers::held);
        if (!field) continue;
        if (biflow == config::BiflowElements::rfc5103 && field->feature->reverse_id != 0) {
            field->pen = kReverseEnterprise;
            field->id = field->feature->reverse_id;
            has_reverse = true;
        }
        if (layout.family == bpf::Family::ipv6 && field->pen == 0 && field->id == kIcmpTypeCodeIpv4)
            field->id = kIcmpTypeCodeIpv6;
        add_once(fields, *field);
    }
    if (has_reverse) add_once(fields, biflow_direction());
    return fields;
}

std::size_t octets_of(const std::vector<WireField>& fields) {
    std::size_t sum = 0;
    for (const WireField& field : fields) sum += field.length;
    return sum;
}

RecordWriter::RecordWriter(const std::vector<WireField>& fields) {
    for (const WireField& field : fields) add(field);
    for (Op& op : ops_) {
        if (op.kind != Kind::copy_n) continue;
        switch (op.length) {
            case 1: op.kind = Kind::copy_1; break;
            case 2: op.kind = Kind::copy_2; break;
            case 4: op.kind = Kind::copy_4; break;
            case 8: op.kind = Kind::copy_8; break;
            case 16: op.kind = Kind::copy_16; break;
            default: break;
        }
    }
}

// Neighbours in the record that are neighbours on the wire are copied as one.
void RecordWriter::add(const WireField& field) {
    const Op op{kind_of(field), static_cast<std::uint16_t>(field.offset), static_cast<std::uint16_t>(octets_), field.length,
                field.computed};
    octets_ += field.length;
    if (op.kind == Kind::copy_n && !ops_.empty() && ops_.back().kind == Kind::copy_n &&
        ops_.back().from + ops_.back().length == op.from) {
        ops_.back().length = static_cast<std::uint16_t>(ops_.back().length + op.length);
    } else {
        ops_.push_back(op);
    }
}

RecordWriter::Kind RecordWriter::kind_of(const WireField& field) {
    const auto of_size = [&](Kind two, Kind four, Kind eight) {
        return field.length == 2 ? two : field.length == 4 ? four : eight;
    };
    switch (field.form) {
        case WireForm::copy: return Kind::copy_n;
        case WireForm::swap:
            if (field.length == 4 && field.feature->type == bpf::Type::u64) return Kind::swap_8_to_4;
            if (field.length == 2 && field.feature->type == bpf::Type::u32) return Kind::swap_4_to_2;
            return of_size(Kind::swap_2, Kind::swap_4, Kind::swap_8);
        case WireForm::seconds: return Kind::seconds;
        case WireForm::milliseconds: return Kind::milliseconds;
        case WireForm::microseconds: return Kind::microseconds;
        case WireForm::nanoseconds: return Kind::nanoseconds;
        case WireForm::uptime: return Kind::uptime;
        case WireForm::zero: return Kind::zero;
        case WireForm::computed: break;
    }
    return field.length == 1 ? Kind::computed_1 : of_size(Kind::computed_2, Kind::computed_4, Kind::computed_8);
}

void RecordWriter::write(const Record& record, std::byte* out, std::int64_t boot_ms) const {
    const auto time = [&](const std::byte* from) { return shifted(load<std::uint64_t>(from), record.context.time_offset_ns); };
    for (const Op& op : ops_) {
        const std::byte* from = record.bytes + op.from;
        std::byte* to = out + op.to;
        switch (op.kind) {
            case Kind::copy_1: *to = *from; break;
            case Kind::copy_2: std::memcpy(to, from, 2); break;
            case Kind::copy_4: std::memcpy(to, from, 4); break;
            case Kind::copy_8: std::memcpy(to, from, 8); break;
            case Kind::copy_16: std::memcpy(to, from, 16); break;
            case Kind::copy_n: std::memcpy(to, from, op.length); break;
            case Kind::swap_2: swap_integer<std::uint16_t>(to, from); break;
            case Kind::swap_4: swap_integer<std::uint32_t>(to, from); break;
            case Kind::swap_8: swap_integer<std::uint64_t>(to, from); break;
            case Kind::swap_4_to_2: write_integer<std::uint16_t>(to, load<std::uint32_t>(from)); break;
            case Kind::swap_8_to_4: write_integer<std::uint32_t>(to, load<std::uint64_t>(from)); break;
            case Kind::seconds: write_integer<std::uint32_t>(to, time(from) / kNanosecondsPerSecond); break;
            case Kind::milliseconds: write_integer<std::uint64_t>(to, time(from) / 1'000'000); break;
            case Kind::microseconds: write_integer<std::uint64_t>(to, to_ntp(time(from), 0xfffff800)); break;
            case Kind::nanoseconds: write_integer<std::uint64_t>(to, to_ntp(time(from), 0xffffffff)); break;
            case Kind::uptime: write_integer<std::uint32_t>(to, uptime_ms(time(from), boot_ms)); break;
            case Kind::computed_1: write_integer<std::uint8_t>(to, op.computed(record)); break;
            case Kind::computed_2: write_integer<std::uint16_t>(to, op.computed(record)); break;
            case Kind::computed_4: write_integer<std::uint32_t>(to, op.computed(record)); break;
            case Kind::computed_8: write_integer<std::uint64_t>(to, op.computed(record)); break;
            case Kind::zero: std::memset(to, 0, op.length); break;
        }
    }
}

}  // namespace exporter
