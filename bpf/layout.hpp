// SPDX-License-Identifier: Apache-2.0
// Where each chosen field lies in a flow record: pure arithmetic, shared by the composer (which writes the C structs) and the
// exporter (which reads the bytes), so that both see one truth.
//
// A record ("slot") is: key words | value | padding. The key is a whole number of 8-octet words and is compared and hashed as
// such; its one octet `mark` is 1 in a used slot and 0 in a free one. Members are sorted by alignment and size, fields that
// both IP families have before those of one family, so that the IPv4 and the IPv6 record share one C struct up to there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/catalogue.hpp"
#include "bpf/feature.hpp"

namespace bpf {

enum class Family : std::uint8_t { any, ipv4, ipv6 };  // any: one table holds the flows of both

// A field held in the record. `offset` counts octets from the start of the record.
struct Member {
    const Feature* feature = nullptr;
    std::size_t offset = 0;
};

// A field shown to the user, in the order asked for. `member` is an index into Layout::members, or empty if the value is
// computed when exporting. `feature` is the field as asked for, with the sibling of this family in place of an address of
// the other one.
struct Column {
    const Feature* feature = nullptr;
    std::optional<std::size_t> member;
};

struct Layout {
    Family family = Family::any;
    std::vector<Member> members;  // key members first (role key), then value members
    std::vector<Column> columns;
    std::size_t mark_offset = 0;   // the octet that says "used"
    std::size_t key_octets = 8;    // multiple of 8, mark included
    std::size_t value_octets = 0;  // directly behind the key, without the padding at the end
    std::size_t slot_octets = 16;  // 16, 32 or a multiple of 64

    std::size_t state_octets =
        0;  // of an element of the table of states: key, then struct flow_state; as slot_octets, 0: no states

    // The member that holds the field of this name, or nullptr.
    [[nodiscard]] const Member* find(std::string_view feature_name) const;
};

// All tables of one program: one of Family::any, or one of ipv4 and one of ipv6 if a field exists in one family only.
// Members of one family begin at the same offset in both tables: from family_key_offset (from the start of the key) and
// family_value_offset (from the start of the value) on.
struct Layouts {
    std::vector<Layout> tables;
    std::size_t family_key_offset = 0;
    std::size_t family_value_offset = 0;
    std::vector<StateMember> states;  // of all fields held, each once, widest first, the time before all others; empty: no memory
    std::size_t flow_state_octets = 0;  // of struct flow_state: those, then an octet `known`
    bool bidirectional = false;         // a field is asked for that is made of both directions of a flow: flows are joined
};

// Lays out the records for the fields asked for, in that order; a field asked for twice counts once. `hidden` fields are held
// but not shown, and so are those that others need (unless these have a source that is not among the settings `configured`), and the
// time of the first packet where both directions of a flow are joined: it tells which is which. The catalogue finds siblings and the
// fields that others are held as; it must outlive the result.
[[nodiscard]] Layouts make_layouts(const std::vector<const Feature*>& asked, const std::vector<const Feature*>& hidden,
                                   const Catalogue& catalogue, const std::vector<std::string>& configured = {});

}  // namespace bpf
