// SPDX-License-Identifier: Apache-2.0
#include "config/setting_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bpf/one_line.hpp"

namespace config {

namespace {

// Puts one value where its setting says, or complains of it.
class Taker {
 public:
    Taker(const Setting& setting, const toml::node& node, const std::string& path, Reading& reading)
        : setting_(setting),
          node_(node),
          path_(path),
          reading_(reading) {}

    void take() {
        const std::size_t before = reading_.mistakes.size();
        std::visit([this](const auto& kind) { (*this)(kind); }, setting_.kind);
        const bool is_sound = reading_.mistakes.size() == before;
        reading_.given.push_back({&setting_, place_of(node_.source()), is_sound, std::move(items_)});
    }

 private:
    void complain(const std::string& message, const toml::node& node) {
        const Place place = place_of(node.source());
        reading_.mistakes.push_back({bpf::one_line(message), path_, place.line, place.column});
    }
    void complain_of_kind(const toml::node& node) {
        complain(setting_.key() + " must be " + std::visit([](const auto& kind) { return kind.must_be(); }, setting_.kind), node);
    }

    void operator()(const Flag& kind) {
        const auto value = node_.value_exact<bool>();
        if (!value) return complain_of_kind(node_);
        reading_.settings.*kind.into = *value;
    }

    void operator()(const Seconds& kind) {
        const auto value = node_.is_number() ? node_.value<double>() : std::nullopt;
        if (!value || !kind.allows(*value)) return complain_of_kind(node_);
        reading_.settings.*kind.into = *value;
    }

    void operator()(const Number& kind) {
        const auto value = node_.value_exact<std::int64_t>();
        if (!value || *value < 0 || !kind.allows(static_cast<std::uint64_t>(*value))) return complain_of_kind(node_);
        reading_.settings.*kind.into = static_cast<std::uint64_t>(*value);
    }

    void operator()(const Levels& kind) {
        const auto flag = node_.value_exact<bool>();
        const auto number = node_.value_exact<std::int64_t>();
        if (!flag && (!number || *number < 0 || !kind.allows(static_cast<std::uint64_t>(*number))))
            return complain_of_kind(node_);
        reading_.settings.*kind.into = number ? static_cast<std::uint64_t>(*number) : *flag ? kind.usual : 0;
    }

    void operator()(const Word& kind) {
        const auto value = node_.value_exact<std::string>();
        if (!value || !kind.allows(*value)) return complain_of_kind(node_);
        reading_.settings.*kind.into = *value;
    }

    void operator()(const Text& kind) {
        auto value = text_of(node_);
        if (!value) return;
        if (kind.check)
            if (auto checked = kind.check(*value); !checked) complain(checked.error().message, node_);
        reading_.settings.*kind.into = std::move(*value);
    }

    void operator()(const Texts& kind) {
        take_texts(kind.into);
        if (kind.most > 0 && items_.size() > kind.most) complain(kind.too_many, node_);
        for (std::size_t i = 0; i < items_.size(); i++)
            if (auto checked = kind.check((reading_.settings.*kind.into)[i]); !checked)
                reading_.mistakes.push_back({bpf::one_line(checked.error().message), path_, items_[i].line, items_[i].column});
    }

    void operator()(const Names& kind) { take_texts(kind.into); }

    std::optional<std::string> text_of(const toml::node& node) {
        auto value = node.value_exact<std::string>();
        if (!value) {
            complain_of_kind(node);
            return {};
        }
        const bool is_clean = std::none_of(value->begin(), value->end(), [](unsigned char letter) {
            return (letter < ' ' && letter != '\n' && letter != '\t') || letter == 0x7f;
        });
        if (is_clean) return value;
        complain(setting_.key() + " must not contain control characters", node);
        return {};
    }

    void take_texts(std::vector<std::string> Settings::*into) {
        std::vector<std::string>& texts = reading_.settings.*into;
        texts.clear();
        const auto take_one = [&](const toml::node& node) {
            auto text = text_of(node);
            if (!text) return;
            texts.push_back(std::move(*text));
            items_.push_back(place_of(node.source()));
        };
        if (const toml::array* list = node_.as_array())
            for (const toml::node& node : *list) take_one(node);
        else
            take_one(node_);
    }

    const Setting& setting_;
    const toml::node& node_;
    const std::string& path_;
    Reading& reading_;
    std::vector<Place> items_;
};

}  // namespace

Place place_of(const toml::source_region& where) {
    return {static_cast<int>(where.begin.line), static_cast<int>(where.begin.column)};
}

void take_setting(const Setting& setting, const toml::node& node, const std::string& path, Reading& reading) {
    Taker(setting, node, path, reading).take();
}

const Setting* find_setting(std::string_view key) {
    const auto found = std::find_if(settings().begin(), settings().end(), [&](const Setting& one) { return one.key() == key; });
    return found == settings().end() ? nullptr : &*found;
}

void complain(Reading& reading, const std::string& message, const std::string& path, const toml::source_region& where) {
    const Place place = place_of(where);
    reading.mistakes.push_back({bpf::one_line(message), path, place.line, place.column});
}

}  // namespace config
