// SPDX-License-Identifier: Apache-2.0
// Reads one fragment: facts in TOML, checked one by one with line and column, then code.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "bpf/catalogue.hpp"
#include "bpf/facts.hpp"
#include "bpf/fragment_code.hpp"

namespace bpf {

namespace {

template <class Value>
struct Word {
    const char* text;
    Value value;
};

constexpr std::array kTypes = {
    Word<Type>{"u8", Type::u8},        Word<Type>{"u16", Type::u16},         Word<Type>{"u32", Type::u32},
    Word<Type>{"u64", Type::u64},      Word<Type>{"be16", Type::be16},       Word<Type>{"be24", Type::be24},
    Word<Type>{"be32", Type::be32},    Word<Type>{"ipv4", Type::ipv4},       Word<Type>{"ipv6", Type::ipv6},
    Word<Type>{"mac", Type::mac},      Word<Type>{"time_ns", Type::time_ns}, Word<Type>{"string", Type::string},
    Word<Type>{"octets", Type::octets}};
constexpr std::array kRoles = {Word<Role>{"key", Role::key},   Word<Role>{"sum", Role::sum},
                               Word<Role>{"or", Role::bit_or}, Word<Role>{"min", Role::min},
                               Word<Role>{"max", Role::max},   Word<Role>{"first", Role::first},
                               Word<Role>{"last", Role::last}, Word<Role>{"computed", Role::computed}};
constexpr std::array kLayers = {Word<Layer>{"frame", Layer::frame},       Word<Layer>{"ethernet", Layer::ethernet},
                                Word<Layer>{"vlan", Layer::vlan},         Word<Layer>{"ip", Layer::ip},
                                Word<Layer>{"ipv4", Layer::ipv4},         Word<Layer>{"ipv6", Layer::ipv6},
                                Word<Layer>{"protocol", Layer::protocol}, Word<Layer>{"transport", Layer::transport},
                                Word<Layer>{"tcp", Layer::tcp},           Word<Layer>{"icmp", Layer::icmp},
                                Word<Layer>{"icmpv4", Layer::icmpv4},     Word<Layer>{"icmpv6", Layer::icmpv6}};

template <class Words, class Value>
const char* word_of(const Words& words, Value value) {
    for (const auto& word : words)
        if (word.value == value) return word.text;
    return "";
}

bool is_name(const std::string& text) {
    return !text.empty() && text.size() <= 64 && std::isalpha(static_cast<unsigned char>(text[0])) &&
           std::all_of(text.begin(), text.end(), [](unsigned char letter) { return std::isalnum(letter) || letter == '_'; });
}

bool is_symbol(const std::string& text) {
    return is_name(text) && std::all_of(text.begin(), text.end(), [](char letter) { return letter < 'A' || letter > 'Z'; });
}

bool adds_up(Type type) { return type == Type::u8 || type == Type::u16 || type == Type::u32 || type == Type::u64; }
bool has_order(Type type) { return adds_up(type) || type == Type::be16 || type == Type::be32 || type == Type::time_ns; }

Result<> check_role(const Facts& facts, const Feature& feature) {
    if (feature.type == Type::string && feature.role != Role::computed)
        return facts.complain("type", "type string exists only in computed fields");
    const bool is_kept = feature.role == Role::first || feature.role == Role::last || feature.role == Role::computed;
    if (feature.type == Type::octets && !is_kept)
        return facts.complain("type", "type octets exists only with the roles first, last and computed");
    if (!has_length(feature.type) && feature.length != 0)
        return facts.complain("length", "only a field of type string or octets has a length");
    if (has_length(feature.type) && feature.length == 0)
        return facts.complain("type", std::string("a field of type ") + text_of(feature.type) +
                                          " needs the fact length: its octets in a record");
    if ((feature.role == Role::sum || feature.role == Role::bit_or) && !adds_up(feature.type))
        return facts.complain("role", "roles sum and or need type u8, u16, u32 or u64");
    if ((feature.role == Role::min || feature.role == Role::max) && !has_order(feature.type))
        return facts.complain("role", "roles min and max need a type that is a number");
    if (feature.role == Role::key && feature.type == Type::time_ns) return facts.complain("role", "a time cannot be a key");
    return {};
}

constexpr std::size_t kMostStateMembers = 8;

// "u32 next_sequence": what is wrong with it, or nothing.
std::string read_state_member(const std::string& text, Feature& feature) {
    const std::size_t blank = text.find(' ');
    const std::string word = text.substr(0, blank), name = blank == std::string::npos ? "" : text.substr(blank + 1);
    const auto* type = std::find_if(kTypes.begin(), kTypes.end(), [&](const Word<Type>& known) { return known.text == word; });
    if (type == kTypes.end() || !adds_up(type->value) || !is_symbol(name))
        return "state is made of u8, u16, u32 or u64 and a name of small letters, digits and _: \"u32 next_sequence\"";
    if (name == "known") return "every state has a member \"known\" already: 0 in packet->past if nothing is known";
    if (name == kStateTime && type->value != Type::u64)
        return std::string(kStateTime) + " is the time of the packet before, a u64";
    if (feature.state.size() == kMostStateMembers)
        return "a field has at most " + std::to_string(kMostStateMembers) + " state members";
    for (const StateMember& other : feature.state)
        if (other.name == name) return "the state has two members \"" + name + "\"";
    feature.state.push_back({name, type->value});
    return {};
}

Result<> read_state(const Facts& facts, Feature& feature) {
    return facts.read_each("state", [&](const std::string& text) { return read_state_member(text, feature); });
}

Result<Feature> without_code(const Facts& facts, Feature feature) {
    if (feature.code.find_first_not_of(" \t\r\n") != std::string::npos)
        return facts.complain("a field that is computed or held as another one has no code");
    feature.code.clear();
    return feature;
}

// A field that shows another one for the other direction: its type, layer and unit are that one's, which the catalogue knows.
Result<Feature> read_reverse(const Facts& facts, Feature feature) {
    if (auto known = facts.require_known({"name", "element", "id", "pen", "aliases", "description", "reference", "reverse_of"});
        !known)
        return facts.complain("reverse_of", "with reverse_of, type, role, layer and unit follow from the other field (" +
                                                known.error().message + ")");
    for (const auto& done :
         {facts.read("name", feature.name, true), facts.read("element", feature.element, false),
          facts.read_number("id", feature.id, 1, 32767, true), facts.read_number("pen", feature.pen, 0, 0xffffffff, false),
          facts.read_texts("aliases", feature.aliases), facts.read("description", feature.description, true),
          facts.read("reference", feature.reference, false), facts.read("reverse_of", feature.reverse_of, true)})
        if (!done) return tl::unexpected(done.error());
    if (!is_name(feature.name)) return facts.complain("name", "name must be letters, digits and _, beginning with a letter");
    if (feature.element.empty()) feature.element = feature.name;
    feature.role = Role::computed;
    feature.bidirectional = true;
    return without_code(facts, std::move(feature));
}

Result<> check_internal(const Facts& facts, const Feature& feature) {
    if (feature.internal && (feature.id != 0 || feature.role == Role::key || feature.role == Role::computed))
        return facts.complain("internal", "an internal field has no id, and is neither a key nor computed");
    if (!feature.internal && feature.id == 0) return facts.complain("the fact \"id\" is missing");
    return {};
}

Result<Feature> read_feature(const Facts& facts, Feature feature) {
    if (facts.has("reverse_of")) return read_reverse(facts, std::move(feature));
    if (auto known = facts.require_known({"name", "element", "id", "pen", "aliases", "type", "role", "layer", "unit",
                                          "description", "reference", "sibling", "held_as", "needs", "bidirectional", "internal",
                                          "state", "length", "source"});
        !known)
        return tl::unexpected(known.error());
    for (const auto& done :
         {facts.read("name", feature.name, true), facts.read("element", feature.element, false),
          facts.read_number("id", feature.id, 1, 32767, false), facts.read_number("pen", feature.pen, 0, 0xffffffff, false),
          facts.read_texts("aliases", feature.aliases), facts.read_word("type", kTypes, feature.type),
          facts.read_word("role", kRoles, feature.role), facts.read_word("layer", kLayers, feature.layer),
          facts.read("unit", feature.unit, false), facts.read("description", feature.description, true),
          facts.read("reference", feature.reference, false), facts.read("sibling", feature.sibling, false),
          facts.read("held_as", feature.held_as, false), facts.read_texts("needs", feature.needs),
          facts.read_flag("bidirectional", feature.bidirectional), facts.read_flag("internal", feature.internal),
          read_state(facts, feature), facts.read_number("length", feature.length, 1, 255, false),
          facts.read("source", feature.source, false)})
        if (!done) return tl::unexpected(done.error());
    if (!is_name(feature.name)) return facts.complain("name", "name must be letters, digits and _, beginning with a letter");
    if (feature.element.empty()) feature.element = feature.name;
    if (auto role = check_role(facts, feature); !role) return tl::unexpected(role.error());
    if (!feature.needs.empty() && !feature.held_as.empty())
        return facts.complain("needs", "a field that is held as another one needs no others");
    if (!feature.source.empty() && feature.role != Role::computed)
        return facts.complain("source", "only a field with role computed has a source");
    if (feature.bidirectional && feature.role != Role::computed)
        return facts.complain("bidirectional", "only a field with role computed is made of both directions");
    if (auto internal = check_internal(facts, feature); !internal) return tl::unexpected(internal.error());
    if (!feature.state.empty() && (feature.role == Role::key || feature.role == Role::computed || !feature.held_as.empty()))
        return facts.complain("state", "only a field that is counted or taken from packets has a state");
    if (feature.role == Role::computed || !feature.held_as.empty()) return without_code(facts, std::move(feature));
    const char* argument = feature.role == Role::key ? "struct flow_key *key" : "struct flow_value *flow";
    if (auto code = check_fragment_code(feature.code, feature.symbol, argument, feature.origin, feature.code_line); !code)
        return tl::unexpected(code.error());
    return feature;
}

Result<Dropper> read_dropper(const Facts& facts, Dropper dropper) {
    if (auto known = facts.require_known({"name", "layer", "description"}); !known) return tl::unexpected(known.error());
    for (const auto& done : {facts.read("name", dropper.name, true), facts.read_word("layer", kLayers, dropper.layer),
                             facts.read("description", dropper.description, true)})
        if (!done) return tl::unexpected(done.error());
    if (!is_name(dropper.name)) return facts.complain("name", "name must be letters, digits and _, beginning with a letter");
    if (auto code =
            check_fragment_code(dropper.code, dropper.symbol, "const struct packet *packet", dropper.origin, dropper.code_line);
        !code)
        return tl::unexpected(code.error());
    return dropper;
}

int line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

}  // namespace

const char* text_of(Type type) { return word_of(kTypes, type); }
const char* text_of(Role role) { return word_of(kRoles, role); }
const char* text_of(Layer layer) { return word_of(kLayers, layer); }

Result<std::variant<Feature, Dropper>> read_fragment(std::string_view text, const std::string& origin) {
    const auto complain = [&](const std::string& message, int line) {
        return tl::unexpected<Error>(Error{message, origin, line, line ? 1 : 0});
    };
    constexpr std::string_view kFeature = "/* xdpflow feature\n", kDropper = "/* xdpflow dropper\n";
    const std::size_t feature_at = text.find(kFeature), dropper_at = text.find(kDropper);
    const std::size_t begin = std::min(feature_at, dropper_at);
    if (begin == std::string_view::npos)
        return complain("not a fragment: it has no comment that begins with \"/* xdpflow feature\" or \"/* xdpflow dropper\"", 0);
    const std::size_t facts_at = begin + kFeature.size();  // both openings have the same length
    const std::size_t end = text.find("*/", facts_at);
    if (end == std::string_view::npos) return complain("the comment with the facts has no end", line_of(text, begin));

    const int facts_line = line_of(text, facts_at);
    auto table = parse_toml(text.substr(facts_at, end - facts_at), origin, facts_line);
    if (!table) return tl::unexpected(table.error());
    const Facts facts(std::move(*table), origin, facts_line);

    const std::string symbol = std::filesystem::path(origin).stem().string();
    if (!is_symbol(symbol))
        return complain("the file's name must be small letters, digits and _, because it is also the name of the function", 0);
    const std::size_t code_at = end + 2 + (text.substr(end + 2, 1) == "\n" ? 1 : 0);
    const std::string code(text.substr(code_at));
    const int code_line = line_of(text, code_at);
    if (feature_at < dropper_at) {
        Feature feature;
        feature.symbol = symbol, feature.code = code, feature.origin = origin, feature.code_line = code_line;
        auto read = read_feature(facts, std::move(feature));
        if (!read) return tl::unexpected(read.error());
        return std::move(*read);
    }
    Dropper dropper;
    dropper.symbol = symbol, dropper.code = code, dropper.origin = origin, dropper.code_line = code_line;
    auto read = read_dropper(facts, std::move(dropper));
    if (!read) return tl::unexpected(read.error());
    return std::move(*read);
}

}  // namespace bpf
