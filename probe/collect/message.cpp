// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/message.hpp"

#include <fmt/format.h>

#include <utility>

#include "exporter/record.hpp"

namespace probe::collect {
namespace {

constexpr std::uint16_t kVersion = 10;
constexpr std::uint16_t kTemplateSet = 2, kOptionsTemplateSet = 3, kFirstTemplateId = 256;
constexpr std::uint16_t kEnterpriseBit = 0x8000;

// Takes numbers from the front; whoever takes has asked before whether there are so many octets.
class Cursor {
 public:
    explicit Cursor(std::span<const std::byte> octets) : octets_(octets) {}

    [[nodiscard]] std::size_t left() const { return octets_.size(); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }

 private:
    std::uint64_t number(std::size_t octets) {
        const std::uint64_t value = exporter::load_big_endian(octets_.data(), octets);
        octets_ = octets_.subspan(octets);
        return value;
    }

    std::span<const std::byte> octets_;
};

std::string version_name(std::uint16_t version) {
    if (version == 9) return "NetFlow version 9";
    if (version == 5) return "NetFlow version 5";
    return fmt::format("version {}", version);
}

tl::unexpected<Error> cut_short(std::uint16_t id) { return fail(fmt::format("template {} is longer than its set", id)); }

Result<TemplateRecord> read_template(Cursor& set, bool of_options) {
    TemplateRecord record{set.u16(), 0, {}};
    const std::uint16_t fields = set.u16();
    if (fields == 0) {
        const std::uint16_t all = of_options ? kOptionsTemplateSet : kTemplateSet;
        if (record.id != all && record.id < kFirstTemplateId)
            return fail(fmt::format("{} is no number of a template", record.id));
        return record;
    }
    if (record.id < kFirstTemplateId) return fail(fmt::format("{} is no number of a template", record.id));
    if (of_options) {
        if (set.left() < 2) return cut_short(record.id);
        record.scope_fields = set.u16();
        if (record.scope_fields == 0 || record.scope_fields > fields)
            return fail(fmt::format("template {} of options has {} scope fields of {}", record.id, record.scope_fields, fields));
    }
    if (set.left() < 4U * fields) return cut_short(record.id);
    record.fields.reserve(fields);
    for (unsigned i = 0; i < fields; ++i) {
        if (set.left() < 4) return cut_short(record.id);
        FieldSpecifier field{set.u16(), 0, set.u16()};
        if ((field.id & kEnterpriseBit) != 0) {
            if (set.left() < 4) return cut_short(record.id);
            field.id &= static_cast<std::uint16_t>(~kEnterpriseBit);
            field.pen = set.u32();
        }
        record.fields.push_back(field);
    }
    return record;
}

Result<> read_templates(Message& message, std::span<const std::byte> set, bool of_options) {
    Cursor cursor(set.subspan(kSetHeaderOctets));
    while (cursor.left() >= 4) {  // less than a template needs is padding
        auto record = read_template(cursor, of_options);
        if (!record) return tl::unexpected(record.error());
        message.parts.emplace_back(std::move(*record));
    }
    return {};
}

}  // namespace

Result<MessageHeader> read_header(std::span<const std::byte> octets) {
    Cursor cursor(octets);
    if (const std::uint16_t version = cursor.u16(); version != kVersion)
        return fail(fmt::format("{} is not IPFIX (version 10); set the exporter to IPFIX", version_name(version)));
    MessageHeader header;
    header.octets = cursor.u16();
    header.export_time_s = cursor.u32();
    header.sequence = cursor.u32();
    header.domain = cursor.u32();
    if (header.octets < kHeaderOctets) return fail(fmt::format("it says to have {} octets", header.octets));
    return header;
}

Result<Message> read_message(std::span<const std::byte> octets) {
    if (octets.size() < kHeaderOctets) return fail(fmt::format("{} octets are less than a header", octets.size()));
    auto header = read_header(octets);
    if (!header) return tl::unexpected(header.error());
    if (header->octets != octets.size())
        return fail(fmt::format("it says to have {} octets and has {}", header->octets, octets.size()));
    Message message{*header, {}};
    for (auto left = octets.subspan(kHeaderOctets); !left.empty();) {
        const std::size_t at = octets.size() - left.size();
        if (left.size() < kSetHeaderOctets) return fail(fmt::format("octets behind the last set, at {}", at));
        Cursor cursor(left);
        const std::uint16_t id = cursor.u16();
        const std::size_t size = cursor.u16();
        if (size < kSetHeaderOctets || size > left.size())
            return fail(fmt::format("the set at octet {} says to have {} octets where {} are left", at, size, left.size()));
        const auto set = left.first(size);
        left = left.subspan(size);
        if (id >= kFirstTemplateId) {
            message.parts.emplace_back(DataSet{id, set});
        } else if (id == kTemplateSet || id == kOptionsTemplateSet) {
            if (auto read = read_templates(message, set, id == kOptionsTemplateSet); !read) return tl::unexpected(read.error());
        } else {
            return fail(fmt::format("the set at octet {} has the number {}, which means nothing", at, id));
        }
    }
    return message;
}

}  // namespace probe::collect
