// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "bpf/embedded.hpp"
#include "bpf/shared.hpp"
#include "probe/compose/member_text.hpp"
#include "probe/compose/state_text.hpp"

namespace probe {

namespace {

using bpf::Feature, bpf::Layer, bpf::Layout, bpf::Member, bpf::Role;

// A text of bpf/ without its SPDX line: the composed text has one of its own.
std::string embedded(std::string_view path) {
    for (const bpf::EmbeddedText& text : bpf::embedded_texts())
        if (text.path == path) return std::string(text.text.substr(text.text.find('\n') + 1)) + "\n";
    return fmt::format("#error \"{} is missing\"\n", path);
}

std::string family_suffix(bpf::Family family) {
    return family == bpf::Family::ipv4 ? "_ipv4" : family == bpf::Family::ipv6 ? "_ipv6" : "";
}

class Composer {
 public:
    Composer(const Plan& plan, Source source, Place place) : plan_(plan), live_(source == Source::live), place_(place) {
        for (const Layout& layout : plan.layouts.tables)
            for (const Member& member : layout.members) held_.insert(member.feature);
    }

    std::string text() {
        out_ = first_line(plan_) + "\n/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n";
        line("#define LIVE {}", live_ ? 1 : 0);
        line("#define CAPTURE {}", live_ ? 0 : 1);
        line("#define TC {}", is_tc() ? 1 : 0);
        line("#define ETHERNET {}", place_.ethernet ? 1 : 0);
        line("#define SINGLE {}", is_single(plan_) ? 1 : 0);
        line("#define OWN_EXPORT {}", plan_.own_export ? 1 : 0);
        line("#define SAMPLING {}", static_cast<int>(plan_.sampling.method));
        line("#define DROPPERS {}", plan_.droppers.empty() ? 0 : 1);
        line("#define TUNNELS {}", plan_.tunnels);
        line("#define READS_CLOCK {}", reads_clock() ? 1 : 0);
        line("#define TCP_OPTIONS {}", reads_tcp_options() ? 1 : 0);
        line("#define EXTENSION_LIST {}\n", reads_extension_list() ? 1 : 0);
        out_ += embedded("vocabulary.h") + embedded("shared.h");
        out_ += "\nCONSTANT struct settings settings = {1};\nstruct control control;\n\n";
        if (live_) out_ += "struct {\n\tMAP_FACT(type, 27);\n\tMAP_FACT(max_entries, 4096);\n} wakeups SEC(\".maps\");\n\n";
        if (has_states()) out_ += embedded("state/shared.h") + flow_state_text(plan_.layouts);
        out_ += has_states() ? packet_with_state(embedded("packet.h")) : embedded("packet.h");
        parsers();
        record();
        state_helpers();
        fragments();
        update();
        is_older();
        count_lost();
        line(
            "struct area {{\n\tstruct counters counters;\n\t__u8 records[{}];\n}};\nstruct area areas[MOST_AREAS] SEC(\".bss.areas\");\n",
            area_octets(plan_) - sizeof(bpf::shared::counters));
        out_ += embedded(is_single(plan_) ? "single.h" : "table.h");
        if (plan_.fragments) out_ += embedded("fragments/shared.h") + embedded("fragments/table.h");
        if (has_states()) out_ += embedded(is_single(plan_) ? "state/single.h" : "state/table.h");
        for (const Layout& layout : plan_.layouts.tables)
            if (!is_single(plan_)) maps(layout);
        count_family(4), count_family(6);
        droppers();
        if (is_tc()) out_ += embedded("linear.h");
        out_ += embedded("entry.h");
        if (reads_clock()) out_ += embedded("clock.h");
        out_ += "\nchar _license[] SEC(\"license\") = \"Dual BSD/GPL\";\n";
        return std::move(out_);
    }

 private:
    struct ByOrder {
        bool operator()(const Feature* a, const Feature* b) const { return a->symbol < b->symbol; }
    };

    template <class... Values>
    void line(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
        out_ += '\n';
    }

    [[nodiscard]] bool is_tc() const { return place_.hook == Hook::tc; }

    [[nodiscard]] bool mentions(const char* word) const {
        const auto says = [&](const auto* part) { return part->code.find(word) != std::string::npos; };
        return std::any_of(held_.begin(), held_.end(), says) || std::any_of(plan_.droppers.begin(), plan_.droppers.end(), says);
    }

    // Every state has a time, so that it is known whether it is still that of the flow.
    [[nodiscard]] bool reads_clock() const { return live_ && (mentions("time_ns") || has_states()); }
    [[nodiscard]] bool has_states() const { return !plan_.layouts.states.empty(); }
    [[nodiscard]] bool counts_seconds() const { return mentions("packet->state->second_"); }
    [[nodiscard]] bool judges_segments() const { return mentions("packet->segment"); }

    // What has to be walked is part of the text only where a fragment reads what the walk finds.
    [[nodiscard]] bool reads_tcp_options() const { return mentions("tcp_option_kinds(") || mentions("tcp_syn_values("); }
    [[nodiscard]] bool reads_tunnels() const { return mentions("tunnel_"); }
    [[nodiscard]] bool reads_payload() const { return mentions("payload_hash("); }
    [[nodiscard]] bool copies_sections() const { return mentions("ip_section") || reads_payload(); }
    [[nodiscard]] bool reads_ipv4_options() const { return mentions("ipv4_option_bits"); }
    [[nodiscard]] bool reads_extension_list() const {
        return plan_.fragments || mentions("extension_bits") || mentions("fragment_bits") || mentions("fragment_number");
    }

    [[nodiscard]] bool reaches(Layer layer) const {
        const auto deep = [&](const auto* part) { return part->layer >= layer; };
        return std::any_of(held_.begin(), held_.end(), deep) || std::any_of(plan_.droppers.begin(), plan_.droppers.end(), deep);
    }

    void parsers() {
        if (plan_.sampling.method != Sampling::Method::none) out_ += embedded("sampling.h");
        if (plan_.own_export) out_ += embedded("own_export.h");
        out_ += embedded(place_.ethernet ? "parsers/ethernet.h" : "parsers/bare_ip.h");
        out_ += embedded("parsers/vlan.h") + embedded("parsers/mpls.h");
        if (is_tc() || plan_.tunnels) out_ += embedded("parsers/extensions.h");
        if (plan_.tunnels) out_ += embedded("parsers/tunnel_link.h") + embedded("parsers/tunnels.h");
        if (is_tc()) out_ += embedded("parsers/segments.h");
        out_ += embedded("parsers/ipv4.h") + embedded("parsers/ipv6.h");
        if (reaches(Layer::protocol) && !is_tc() && !plan_.tunnels) out_ += embedded("parsers/extensions.h");
        if (reads_extension_list()) out_ += embedded("parsers/extension_list.h");
        if (reaches(Layer::transport)) out_ += embedded("parsers/transport.h");
        if (mentions("mpls_label(") || mentions("transport_octets(") || reads_tunnels()) out_ += embedded("parsers/octets.h");
        if (reads_tunnels()) out_ += embedded("parsers/tunnel_facts.h");
        if (copies_sections()) out_ += embedded("parsers/section.h");
        if (reads_payload()) out_ += embedded("parsers/payload.h");
        if (reads_tcp_options() || reads_ipv4_options()) out_ += embedded("parsers/options.h");
        if (reads_tcp_options()) out_ += embedded("parsers/tcp_options.h");
        if (reads_ipv4_options()) out_ += embedded("parsers/ipv4_options.h");
    }

    // Members in the order of their offsets, with what lies between them as explicit padding, up to `end`.
    std::size_t members(std::vector<Member> list, std::size_t from, std::size_t start, const std::string& indent) {
        std::sort(list.begin(), list.end(), [](const Member& a, const Member& b) { return a.offset < b.offset; });
        for (const Member& member : list) {
            from = padding(from, member.offset - start, indent);
            line("{}{};", indent, declaration(*member.feature));
            from += bpf::size_of(*member.feature);
        }
        return from;
    }

    std::size_t padding(std::size_t from, std::size_t to, const std::string& indent) {
        if (from < to) line("{}__u8 padding_{}[{}];", indent, from, to - from);
        return std::max(from, to);
    }

    // One half of the record as a C struct: what both families have, then a union of what each has.
    void half(const char* name, bool key) {
        const auto of = [&](const Layout& layout, bool own) {
            std::vector<Member> list;
            for (const Member& member : layout.members)
                if ((member.feature->role == Role::key) == key &&
                    (is_of_ipv4(member.feature->layer) || is_of_ipv6(member.feature->layer)) == own)
                    list.push_back(member);
            return list;
        };
        const Layout& first = plan_.layouts.tables.front();
        const std::size_t start = key ? 0 : first.key_octets;
        line("struct {} {{", name);
        std::size_t end = members(of(first, false), 0, start, "\t");
        if (key) {
            line("\t__u8 mark; /* 1: this record is used */");
            end++;
        }
        const std::size_t own_offset = key ? plan_.layouts.family_key_offset : plan_.layouts.family_value_offset;
        const auto has_own = [&](const Layout& layout) { return !of(layout, true).empty(); };
        if (std::any_of(plan_.layouts.tables.begin(), plan_.layouts.tables.end(), has_own)) {
            padding(end, own_offset, "\t");
            line("\tunion {{");
            for (const Layout& layout : plan_.layouts.tables) {
                line("\t\tstruct {{");
                members(of(layout, true), own_offset, key ? 0 : layout.key_octets, "\t\t\t");
                line("\t\t}};");
            }
            line("\t}};");
        }
        line("}};\n");
    }

    void record() {
        line("/* One record of the flow table: the key in words of 8 octets, then the value. */");
        half("flow_key", true);
        half("flow_value", false);
        std::size_t words = 0;
        for (const Layout& layout : plan_.layouts.tables) words = std::max(words, layout.key_octets / 8);
        line("union key {{\n\tstruct flow_key fields;\n\t__u64 words[{}];\n}};\n", words);
        line("#define MARK {}", plan_.layouts.tables.front().mark_offset);
        if (is_single(plan_)) line("#define RECORD_OCTETS {}", plan_.layouts.tables.front().slot_octets);
        line("_Static_assert(__builtin_offsetof(struct flow_key, mark) == MARK, \"layout\");");
        std::set<const Feature*> asserted;
        for (const Layout& layout : plan_.layouts.tables)
            for (const Member& member : layout.members) {
                if (!asserted.insert(member.feature).second) continue;
                const bool key = member.feature->role == Role::key;
                line("_Static_assert(__builtin_offsetof(struct {}, {}) == {}, \"layout\");", key ? "flow_key" : "flow_value",
                     member.feature->symbol, member.offset - (key ? 0 : layout.key_octets));
            }
        out_ += '\n';
    }

    void state_helpers() {
        if (!has_states()) return;
        out_ += embedded("state/state.h");
        if (mentions("arrival_gap(") || mentions("closed_gaps(")) out_ += embedded("state/gaps.h");
        if (counts_seconds()) out_ += embedded("state/seconds.h");
        if (judges_segments()) out_ += embedded("state/sequence.h");
    }

    void fragments() {
        for (const Feature* feature : held_) line("/* {} */\n{}", feature->name, feature->code);
        for (const bpf::Dropper* dropper : plan_.droppers) line("/* dropper {} */\n{}", dropper->name, dropper->code);
    }

    // Calls of the fragments for which `wanted` holds, grouped by what must be true of the packet.
    template <class Wanted>
    void calls(const char* record, const std::string& indent, Wanted wanted) {
        static constexpr std::pair<Layer, const char*> kConditions[] = {
            {Layer::ipv4, "packet->version == 4"},
            {Layer::ipv6, "packet->version == 6"},
            {Layer::tcp, "packet->is_tcp"},
            {Layer::icmp, "packet->is_icmp"},
            {Layer::icmpv4, "packet->version == 4 && packet->is_icmp"},
            {Layer::icmpv6, "packet->version == 6 && packet->is_icmp"}};
        const auto conditional = [](const Feature* feature) {
            return std::any_of(std::begin(kConditions), std::end(kConditions),
                               [&](const auto& condition) { return condition.first == feature->layer; });
        };
        for (const Feature* feature : held_)
            if (wanted(*feature) && !conditional(feature)) line("{}{}({}, packet);", indent, feature->symbol, record);
        for (const auto& [layer, condition] : kConditions) {
            bool open = false;
            for (const Feature* feature : held_) {
                if (!wanted(*feature) || feature->layer != layer) continue;
                if (!open) line("{}if ({}) {{", indent, condition);
                open = true;
                line("{}\t{}({}, packet);", indent, feature->symbol, record);
            }
            if (open) line("{}}}", indent);
        }
    }

    void update() {
        line("static __always_inline void update(struct flow_value *flow, const struct packet *packet)\n{{");
        calls("flow", "\t", [](const Feature& f) { return f.role != Role::key && f.role != Role::first; });
        const auto is_first = [](const Feature& f) { return f.role == Role::first; };
        if (std::any_of(held_.begin(), held_.end(), [&](const Feature* f) { return is_first(*f); })) {
            line("\tif (packet->first) {{");
            calls("flow", "\t\t", is_first);
            line("\t}}");
        }
        line("}}\n");
    }

    // Which of two records makes room: the one whose last packet is older; without times, by the new flow's hash.
    void is_older() {
        const Feature* end = nullptr;
        for (const Feature* feature : held_)
            if (feature->type == bpf::Type::time_ns && feature->role == Role::max) end = feature;
        line("static __always_inline bool is_older(const struct flow_value *a, const struct flow_value *b, __u32 hash)\n{{");
        if (end)
            line("\treturn a->{0} < b->{0};\n}}\n", end->symbol);
        else
            line("\treturn hash >> 31;\n}}\n");
    }

    void count_lost() {
        line("static __always_inline void count_lost(struct counters *counters, const struct flow_value *flow)\n{{");
        line("\tcounters->lost_records++;");
        for (const Feature* feature : held_) {
            if (feature->name == "IN_PKTS") line("\tcounters->lost_packets += flow->{};", feature->symbol);
            if (feature->name == "IN_BYTES") line("\tcounters->lost_octets += flow->{};", feature->symbol);
        }
        line("}}\n");
    }

    void maps(const Layout& layout) {
        if (has_states()) line("TABLE({}, {}); /* a set of 2 states */", states_map(layout.family), 2 * layout.state_octets);
        line("TABLE({}, {}); /* a set of 2 records */", flows_map(layout.family), 2 * layout.slot_octets);
        line("TABLE({}, {});\n", log_map(layout.family), layout.slot_octets);
    }

    void count_family(int version) {
        const Layout& layout = version == 4 ? plan_.layouts.tables.front() : plan_.layouts.tables.back();
        line("static __always_inline void count_ipv{}(struct packet *packet, struct counters *counters, __u32 cpu)\n{{", version);
        if (!is_single(plan_))
            line("\tconst struct flow_table table = {{&{}, &{}, {}, {}, {}}};\n", flows_map(layout.family),
                 log_map(layout.family), layout.family == bpf::Family::ipv6 ? 1 : 0, layout.key_octets / 8, layout.slot_octets);
        if (version == 6 && reaches(Layer::protocol)) line("\tparse_extensions(packet);");
        if (version == 6 && reads_extension_list()) line("\tlist_extensions(packet);");
        if (version == 4 && reads_ipv4_options()) line("\tread_ipv4_options(packet);");
        if (reads_tcp_options() || reads_payload() || mentions("transport_octets(") || mentions("packet->transport_offset"))
            line("\tkeep_transport_offset(packet);");
        if (reaches(Layer::transport)) line("\tparse_transport(packet);");
        if (plan_.fragments) line("\ttake_ports_of_datagram(packet);");
        line("\tread_ipv{}_addresses(packet);", version);
        if (is_single(plan_)) {
            recall("counters, packet");
            line("\tcount(counters, packet);\n}}\n");
            return;
        }
        // Not as an initial value: of that clang's module inliner leaves a copy in .rodata, beside the settings.
        line("\tunion key key = {{}};\n\n\tkey.fields.mark = 1;");
        calls("&key.fields", "\t", [&](const Feature& f) {
            return f.role == Role::key && !(version == 4 ? is_of_ipv6(f.layer) : is_of_ipv4(f.layer));
        });
        if (has_states())
            line("\tconst struct state_table memory = {{&{}, {}, {}, {}}};\n", states_map(layout.family),
                 layout.family == bpf::Family::ipv6 ? 1 : 0, layout.key_octets / 8, layout.state_octets);
        recall("&memory, cpu, packet, key.words");
        line("\tcount(&table, counters, cpu, packet, key.words);\n}}\n");
    }

    // The state comes before the record, whose fields are made of it. Where it is of TCP alone, other packets take none.
    void recall(const char* arguments) {
        if (!has_states()) return;
        const bool of_tcp =
            std::all_of(held_.begin(), held_.end(), [](const Feature* f) { return f->state.empty() || f->layer == Layer::tcp; });
        std::string indent = "\t";
        if (of_tcp) line("\tif (packet->is_tcp) {{"), indent = "\t\t";
        if (is_single(plan_))
            line("{}recall({});", indent, arguments);
        else
            line("{0}if (unlikely(!recall({1}))) {{\n{0}\tcounters->lost_packets++;\n{0}\treturn;\n{0}}}", indent, arguments);
        if (judges_segments()) line("{}judge_segment(packet);", indent);
        if (counts_seconds()) line("{}advance_second(packet);", indent);
        if (of_tcp) line("\t}}");
    }

    void droppers() {
        line("static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)\n{{");
        for (std::size_t i = 0; i < plan_.droppers.size(); i++)
            line("\tif ({}(packet)) {{\n\t\tcounters->dropped[{}] += packet->packets;\n\t\treturn DROP;\n\t}}",
                 plan_.droppers[i]->symbol, i);
        line("\treturn PASS;\n}}\n");
    }

    const Plan& plan_;
    bool live_;
    Place place_;
    std::set<const Feature*, ByOrder> held_;
    std::string out_;
};

}  // namespace

std::string first_line(const Plan& plan) {
    std::set<std::string> names;
    for (const Layout& layout : plan.layouts.tables)
        for (const Member& member : layout.members) names.insert(member.feature->name);
    std::string result = "/* xdpflow:";
    for (const std::string& name : names) result += " " + name;
    if (!plan.droppers.empty()) result += " | droppers:";
    for (const bpf::Dropper* dropper : plan.droppers) result += " " + dropper->name;
    if (plan.tunnels) result += " | tunnels: " + std::to_string(plan.tunnels);
    if (plan.fragments) result += " | fragments";
    return result + " */";
}

bool is_single(const Plan& plan) {
    const auto has_key = [](const Layout& layout) {
        return std::any_of(layout.members.begin(), layout.members.end(),
                           [](const Member& member) { return member.feature->role == Role::key; });
    };
    return plan.layouts.tables.size() == 1 && !has_key(plan.layouts.tables.front());
}

std::size_t area_octets(const Plan& plan) {
    const std::size_t records =
        is_single(plan) ? 2 * plan.layouts.tables.front().slot_octets + plan.layouts.flow_state_octets : 0;
    return sizeof(bpf::shared::counters) + (records + 127) / 128 * 128;  // no two CPUs write one pair of cache lines
}

std::string flows_map(bpf::Family family) { return "flows" + family_suffix(family); }
std::string states_map(bpf::Family family) { return "states" + family_suffix(family); }
std::string log_map(bpf::Family family) { return "log" + family_suffix(family); }

std::string compose(const Plan& plan, Source source, Place place) { return Composer(plan, source, place).text(); }

}  // namespace probe
