// SPDX-License-Identifier: Apache-2.0
#include "bpf/layout.hpp"

#include <algorithm>

namespace bpf {

namespace {

using Features = std::vector<const Feature*>;

std::size_t alignment_of(Type type) {
    switch (type) {
        case Type::be24: return 1;
        case Type::mac: return 2;
        case Type::ipv6:
        case Type::octets: return 8;  // copied in words
        default: return std::max<std::size_t>(size_of(type), 1);
    }
}

std::size_t align(std::size_t offset, std::size_t alignment) { return (offset + alignment - 1) / alignment * alignment; }

bool is_of_one_family(const Feature& feature) { return is_of_ipv4(feature.layer) || is_of_ipv6(feature.layer); }

// The field as seen in a table: an address of the other family is replaced by its sibling, or dropped.
const Feature* in_family(const Feature* feature, Family family, const Catalogue& catalogue) {
    const bool other =
        (family == Family::ipv4 && is_of_ipv6(feature->layer)) || (family == Family::ipv6 && is_of_ipv4(feature->layer));
    if (!other) return feature;
    return feature->sibling.empty() ? nullptr : catalogue.find(feature->sibling);
}

const Feature* held(const Feature* feature, const Catalogue& catalogue) {
    return feature->held_as.empty() ? feature : catalogue.find(feature->held_as);
}

void add_once(Features& features, const Feature* feature) {
    if (feature && std::find(features.begin(), features.end(), feature) == features.end()) features.push_back(feature);
}

// Widest first, so that nothing needs padding; then by symbol, so that the same fields always give the same program.
void sort_by_width(Features& features) {
    std::sort(features.begin(), features.end(), [](const Feature* a, const Feature* b) {
        const auto rank = [](const Feature* f) { return std::pair(alignment_of(f->type), size_of(*f)); };
        return rank(a) != rank(b) ? rank(a) > rank(b) : a->symbol < b->symbol;
    });
}

// One half of a record (key or value): first what both families have, then what this one has.
struct Half {
    Features common, own;
    std::size_t own_offset = 0;

    [[nodiscard]] std::size_t place(std::vector<Member>& members, std::size_t start, std::size_t extra) const {
        std::size_t offset = start;
        for (const Feature* feature : common) {
            offset = start + align(offset - start, alignment_of(feature->type));
            members.push_back({feature, offset});
            offset += size_of(*feature);
        }
        offset += extra;
        if (!own.empty()) offset = start + own_offset;
        for (const Feature* feature : own) {
            offset = start + align(offset - start, alignment_of(feature->type));
            members.push_back({feature, offset});
            offset += size_of(*feature);
        }
        return offset - start;
    }
};

std::size_t end_of(const Features& features) {
    std::vector<Member> members;
    return Half{features, {}, 0}.place(members, 0, 0);
}

struct Sides {
    Half key, value;
};

Sides split(const Features& asked, const Features& hidden, Family family, const Catalogue& catalogue) {
    Features all;
    for (const Features& part : {asked, hidden})
        for (const Feature* feature : part)
            if (const Feature* mine = in_family(feature, family, catalogue)) add_once(all, held(mine, catalogue));
    Sides sides;
    for (const Feature* feature : all) {
        if (feature->role == Role::computed) continue;
        Half& half = feature->role == Role::key ? sides.key : sides.value;
        (is_of_one_family(*feature) ? half.own : half.common).push_back(feature);
    }
    for (Features* features : {&sides.key.common, &sides.key.own, &sides.value.common, &sides.value.own})
        sort_by_width(*features);
    return sides;
}

std::size_t widest(const Features& a, const Features& b) {
    std::size_t result = 1;
    for (const Features& part : {a, b})
        for (const Feature* feature : part) result = std::max(result, alignment_of(feature->type));
    return result;
}

std::size_t slot_octets(std::size_t used) {
    if (used <= 16) return 16;
    if (used <= 32) return 32;
    return align(used, 64);
}

Layout lay_out(Family family, const Sides& sides, const Features& asked, const Catalogue& catalogue) {
    Layout layout;
    layout.family = family;
    layout.mark_offset = end_of(sides.key.common);
    layout.key_octets = align(sides.key.place(layout.members, 0, 1), 8);
    layout.value_octets = sides.value.place(layout.members, layout.key_octets, 0);
    layout.slot_octets = slot_octets(layout.key_octets + layout.value_octets);
    Features shown;
    for (const Feature* feature : asked) add_once(shown, in_family(feature, family, catalogue));
    for (const Feature* feature : shown) {
        Column column{feature, {}};
        for (std::size_t i = 0; i < layout.members.size(); i++)
            if (layout.members[i].feature == held(feature, catalogue)) column.member = i;
        layout.columns.push_back(column);
    }
    return layout;
}

void lay_out_states(Layouts& layouts) {
    for (const Layout& layout : layouts.tables)
        for (const Member& member : layout.members)
            for (const StateMember& state : member.feature->state)
                if (std::find(layouts.states.begin(), layouts.states.end(), state) == layouts.states.end())
                    layouts.states.push_back(state);
    if (layouts.states.empty()) return;
    std::erase(layouts.states, StateMember{kStateTime, Type::u64});
    std::sort(layouts.states.begin(), layouts.states.end(), [](const StateMember& a, const StateMember& b) {
        return a.type != b.type ? size_of(a.type) > size_of(b.type) : a.name < b.name;
    });
    layouts.states.insert(layouts.states.begin(), {kStateTime, Type::u64});
    std::size_t octets = 1;
    for (const StateMember& state : layouts.states) octets += size_of(state.type);
    layouts.flow_state_octets = align(octets, 8);
    for (Layout& layout : layouts.tables) layout.state_octets = slot_octets(layout.key_octets + layouts.flow_state_octets);
}

}  // namespace

const Member* Layout::find(std::string_view feature_name) const {
    for (const Member& member : members)
        if (member.feature->name == feature_name) return &member;
    return nullptr;
}

Layouts make_layouts(const std::vector<const Feature*>& asked, const std::vector<const Feature*>& also,
                     const Catalogue& catalogue, const std::vector<std::string>& configured) {
    Features hidden = also;
    for (const Feature* feature : asked)
        for (const std::string& needed : feature->needs)
            if (has_source(*feature, configured)) add_once(hidden, catalogue.find(needed));
    const bool bidirectional =
        std::any_of(asked.begin(), asked.end(), [](const Feature* feature) { return feature->bidirectional; });
    if (bidirectional) add_once(hidden, catalogue.find("FLOW_START_MILLISECONDS"));
    Sides ipv4 = split(asked, hidden, Family::ipv4, catalogue), ipv6 = split(asked, hidden, Family::ipv6, catalogue);
    Layouts layouts;
    layouts.bidirectional = bidirectional;
    layouts.family_key_offset = align(end_of(ipv4.key.common) + 1, widest(ipv4.key.own, ipv6.key.own));
    layouts.family_value_offset = align(end_of(ipv4.value.common), widest(ipv4.value.own, ipv6.value.own));
    for (Sides* sides : {&ipv4, &ipv6}) {
        sides->key.own_offset = layouts.family_key_offset;
        sides->value.own_offset = layouts.family_value_offset;
    }
    const bool one_table = ipv4.key.own.empty() && ipv4.value.own.empty() && ipv6.key.own.empty() && ipv6.value.own.empty();
    if (one_table) {
        layouts.tables.push_back(lay_out(Family::any, ipv4, asked, catalogue));
    } else {
        layouts.tables.push_back(lay_out(Family::ipv4, ipv4, asked, catalogue));
        layouts.tables.push_back(lay_out(Family::ipv6, ipv6, asked, catalogue));
    }
    lay_out_states(layouts);
    return layouts;
}

}  // namespace bpf
