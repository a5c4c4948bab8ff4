// SPDX-License-Identifier: Apache-2.0
// The facts of one fragment and where they stand, so that every complaint has a line and a column. For reading fragments alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bpf/one_line.hpp"
#include "bpf/result.hpp"
#include "bpf/similar.hpp"
#include "bpf/toml.hpp"

namespace bpf {

class Facts {
 public:
    Facts(toml::table table, std::string origin, int first_line)
        : table_(std::move(table)),
          origin_(std::move(origin)),
          first_line_(first_line) {}

    [[nodiscard]] tl::unexpected<Error> complain(const std::string& message, const toml::source_region& where = {}) const {
        const int line = where.begin.line ? static_cast<int>(where.begin.line) + first_line_ - 1 : first_line_;
        return tl::unexpected<Error>(Error{one_line(message), origin_, line, static_cast<int>(where.begin.column)});
    }
    [[nodiscard]] tl::unexpected<Error> complain(const char* key, const std::string& message) const {
        const toml::node* node = table_.get(key);
        return node ? complain(message, node->source()) : complain(message);
    }

    [[nodiscard]] bool has(const char* key) const { return table_.get(key) != nullptr; }

    Result<> require_known(const std::vector<std::string>& known) const {
        for (const auto& [key, node] : table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            const std::string similar = most_similar(key.str(), known);
            return complain("unknown fact \"" + std::string(key.str()) + "\"" +
                                (similar.empty() ? "" : "; did you mean " + similar + "?"),
                            key.source());
        }
        return {};
    }

    Result<> read(const char* key, std::string& into, bool required) const {
        const toml::node* node = table_.get(key);
        if (!node) return required ? Result<>(complain("the fact \"" + std::string(key) + "\" is missing")) : Result<>();
        const auto value = node->value_exact<std::string>();
        if (!value) return complain(key, std::string(key) + " must be a text in quotes");
        for (const char letter : *value)
            if (static_cast<unsigned char>(letter) < ' ' || letter == 0x7f)
                return complain(key, std::string(key) + " must not contain control characters");
        into = *value;
        return {};
    }

    Result<> read_flag(const char* key, bool& into) const {
        const toml::node* node = table_.get(key);
        if (!node) return {};
        const auto value = node->value_exact<bool>();
        if (!value) return complain(key, std::string(key) + " must be true or false");
        into = *value;
        return {};
    }

    template <class Number>
    Result<> read_number(const char* key, Number& into, std::int64_t least, std::int64_t most, bool required) const {
        const toml::node* node = table_.get(key);
        if (!node) return required ? Result<>(complain("the fact \"" + std::string(key) + "\" is missing")) : Result<>();
        const auto value = node->value_exact<std::int64_t>();
        if (!value || *value < least || *value > most)
            return complain(key,
                            std::string(key) + " must be a number from " + std::to_string(least) + " to " + std::to_string(most));
        into = static_cast<Number>(*value);
        return {};
    }

    template <class Words, class Value>
    Result<> read_word(const char* key, const Words& words, Value& into) const {
        std::string text;
        if (auto read_text = read(key, text, true); !read_text) return read_text;
        std::string all;
        for (const auto& word : words) {
            if (text == word.text) {
                into = word.value;
                return {};
            }
            all += std::string(all.empty() ? "" : " ") + word.text;
        }
        return complain(key, "unknown " + std::string(key) + " \"" + text + "\"; it is one of: " + all);
    }

    Result<> read_texts(const char* key, std::vector<std::string>& into) const {
        const toml::node* node = table_.get(key);
        if (!node) return {};
        const toml::array* array = node->as_array();
        if (!array) return complain(key, std::string(key) + " must be a list of texts");
        for (const toml::node& item : *array) {
            const auto value = item.value_exact<std::string>();
            if (!value) return complain(key, std::string(key) + " must be a list of texts");
            into.push_back(*value);
        }
        return {};
    }

    // The same, each text through `read_one`, whose complaint is about the place of the text.
    template <class ReadOne>
    Result<> read_each(const char* key, ReadOne read_one) const {
        std::vector<std::string> texts;
        if (auto read = read_texts(key, texts); !read) return read;
        for (std::size_t i = 0; i < texts.size(); i++)
            if (const std::string wrong = read_one(texts[i]); !wrong.empty())
                return complain(wrong, table_.get(key)->as_array()->get(i)->source());
        return {};
    }

 private:
    toml::table table_;
    std::string origin_;
    int first_line_;
};

}  // namespace bpf
