// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "probe/monitor/metric_text.hpp"

namespace probe::monitor {

namespace {

using Kind = ShapeNode::Kind;

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char letter : text) {
        if (letter == '\\' || letter == '"') safe += '\\';
        const bool is_plain = letter >= ' ' && letter <= '~';
        safe += letter == '\n' ? "\\n" : std::string(1, is_plain ? letter : '?');
    }
    return safe;
}

std::string text_of(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", number);
}
std::string text_of(std::uint64_t number) { return std::to_string(number); }
std::string text_of(std::int64_t number) { return std::to_string(number); }
std::string text_of(bool flag) { return flag ? "true" : "false"; }
std::string text_of(const std::string& text) { return text; }

// Letters, digits and "_", and no digit first (which a member of C cannot have, but one of broken BTF).
std::string joined(const std::string& before, const std::string& name) { return before.empty() ? name : before + "_" + name; }

std::string text_of(const Exposition::Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) text += (text.empty() ? "" : ",") + name + "=\"" + escaped(value) + "\"";
    return text;
}

}  // namespace

// Walks one value, and adds its numbers.
class Sampler {
 public:
    Sampler(Exposition& exposition, const std::string& help) : exposition_(exposition), help_(help) {}

    void add(const std::string& family, const Exposition::Labels& labels, const Shape& shape, const Copies& copies) {
        add(family, labels, shape, shape.top(), copies, {}, 0);
    }

    static void add_key(const std::string& name, const Shape& shape, const ShapeNode& node, const Copies& copies, Spot spot,
                        Exposition::Labels& labels) {
        std::string text;
        if (node.kind == Kind::object) {
            for (const ShapeNode::Member& member : node.members)
                add_key(member.is_part_of_it ? name : joined(name, member.name), shape, shape.at(member.node),
                        copies.behind(member.bit_offset / 8), {member.bit_offset % 8, member.bits}, labels);
            return;
        }
        if (node.kind == Kind::text && is_text(node, copies, text)) return add_label(name, text, labels);
        if (node.kind != Kind::list && node.kind != Kind::text)
            return add_label(
                name, std::visit([](const auto& value) { return text_of(value); }, leaf_of(node, copies, spot).shown), labels);
        const ShapeNode& element = shape.at(node.element);
        for (std::uint32_t i = 0; i < node.count; i++)
            add_key(joined(name, std::to_string(i)), shape, element, copies.behind(std::size_t{i} * element.octets), {}, labels);
    }

 private:
    // A name that is taken already, or reserved, gets another one.
    static void add_label(std::string name, std::string value, Exposition::Labels& labels) {
        if (name.empty()) name = "key";
        if (name.front() >= '0' && name.front() <= '9') name = "key_" + name;
        if (name.starts_with("__")) name = "key" + name;
        const auto is_taken = [&] {
            if (name == "cpu" || name.starts_with("index")) return true;
            for (const auto& [other, unused] : labels)
                if (other == name) return true;
            return false;
        };
        while (is_taken()) name = "key_" + name;
        labels.emplace_back(std::move(name), std::move(value));
    }

    void add(const std::string& family, const Exposition::Labels& labels, const Shape& shape, const ShapeNode& node,
             const Copies& copies, Spot spot, int lists) {
        if (node.kind == Kind::text) return;
        if (node.kind == Kind::object) {
            for (const ShapeNode::Member& member : node.members)
                add(member.is_part_of_it ? family : joined(family, member.name), labels, shape, shape.at(member.node),
                    copies.behind(member.bit_offset / 8), {member.bit_offset % 8, member.bits}, lists);
            return;
        }
        if (node.kind == Kind::list) {
            const ShapeNode& element = shape.at(node.element);
            const std::string name = lists == 0 ? "index" : "index" + std::to_string(lists + 1);
            for (std::uint32_t i = 0; i < node.count; i++) {
                Exposition::Labels more = labels;
                more.emplace_back(name, std::to_string(i));
                add(family, more, shape, element, copies.behind(std::size_t{i} * element.octets), {}, lists + 1);
            }
            return;
        }
        const Leaf leaf = leaf_of(node, copies, spot);
        if (!leaf.has_number) return;
        Exposition::Family& of = exposition_.families_[family];
        if (of.help.empty()) of.help = help_;
        const std::string text = text_of(labels);
        if (!of.labels.insert(text).second) return;
        of.samples += family + (text.empty() ? "" : "{" + text + "}") + " " +
                      std::visit([](const auto& value) { return text_of(value); }, leaf.number) + "\n";
    }

    Exposition& exposition_;
    const std::string& help_;
};

void Exposition::add(const std::string& prefix, const std::string& help, const Labels& labels, const Reading& reading) {
    Sampler sampler(*this, help);
    for (std::size_t i = 0; i < reading.contents.count; i++) {
        Labels its = labels;
        if (reading.key)
            Sampler::add_key("", *reading.key, reading.key->top(), Copies{reading.contents.key(i)}, {}, its);
        else
            its.emplace_back("element", std::to_string(i));
        const Copies all{reading.contents.value(i), reading.map.stride(), reading.map.copies,
                         reading.aggregate.value_or(Aggregate::sum)};
        if (!reading.map.is_per_cpu() || reading.aggregate) {
            sampler.add(prefix, its, reading.value, all);
            continue;
        }
        its.emplace_back("cpu", "");
        for (std::uint32_t copy = 0; copy < all.count; copy++) {
            its.back().second = std::to_string(copy);
            sampler.add(prefix, its, reading.value, all.only(copy));
        }
    }
}

// Of type unknown: whether a number only ever grows is the user's to know.
std::string Exposition::text() const {
    std::string text;
    for (const auto& [name, family] : families_) {
        text += "# TYPE " + name + " unknown\n";
        if (!family.help.empty()) text += "# HELP " + name + " " + escaped(family.help) + "\n";
        text += family.samples;
    }
    return text;
}

}  // namespace probe::monitor
