// SPDX-License-Identifier: Apache-2.0
#include "bpf/fragment_code.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace bpf {
namespace {

struct Mistake {
    std::string message;
    std::size_t at;  // in the code
};

bool is_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_'; }
bool is_blank(char letter) { return std::isspace(static_cast<unsigned char>(letter)); }

std::string not_allowed(std::string_view what, std::string_view why) {
    std::string message = "the code must not contain \"";
    return message.append(what).append("\": ").append(why);
}

struct Forbidden {
    std::string_view text, why;
};

template <std::size_t kCount>
std::optional<Mistake> find_any(std::string_view code, const std::array<Forbidden, kCount>& forbidden) {
    for (const Forbidden& one : forbidden)
        if (const std::size_t at = code.find(one.text); at != std::string_view::npos)
            return Mistake{not_allowed(one.text, one.why), at};
    return std::nullopt;
}

// What would change where comments end.
std::optional<Mistake> find_odd_characters(std::string_view code) {
    constexpr std::array kForbidden = {Forbidden{"\\", "lines are not joined"}, Forbidden{"??", "it may begin a trigraph"}};
    const auto odd = std::find_if(code.begin(), code.end(), [](char letter) {
        return letter == 0x7f || (static_cast<unsigned char>(letter) < ' ' && letter != '\n' && letter != '\t' && letter != '\r');
    });
    if (odd != code.end())
        return Mistake{"the code must not contain control characters", static_cast<std::size_t>(odd - code.begin())};
    return find_any(code, kForbidden);
}

// What words and braces could hide in.
std::optional<Mistake> find_disguise(std::string_view plain) {
    constexpr std::string_view kPlain = "a fragment is one plain function", kShape = "write the character that it stands for";
    constexpr std::array kForbidden = {Forbidden{"#", kPlain},
                                       Forbidden{"%:", kShape},
                                       Forbidden{"<%", kShape},
                                       Forbidden{"%>", kShape},
                                       Forbidden{"<:", kShape},
                                       Forbidden{":>", kShape},
                                       Forbidden{"\"", "a fragment has no use for texts"},
                                       Forbidden{"'", "write characters as numbers"}};
    return find_any(plain, kForbidden);
}

// The code with blanks in place of comments.
tl::expected<std::string, Mistake> without_comments(std::string_view code) {
    std::string plain(code);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (plain[i] != '\n') plain[i] = ' ';
    };
    for (std::size_t at = 0; (at = plain.find('/', at)) != std::string::npos; ++at) {
        if (plain.compare(at, 2, "//") == 0) blank(at, std::min(plain.find('\n', at), plain.size()));
        if (plain.compare(at, 2, "/*") != 0) continue;
        const std::size_t end = plain.find("*/", at + 2);
        if (end == std::string::npos) return tl::unexpected(Mistake{"the comment has no end", at});
        blank(at, end + 2);
    }
    return plain;
}

std::optional<std::string> reason_against(std::string_view word) {
    constexpr std::array kLoops = {"for", "while", "do", "goto"};
    constexpr std::array kData = {"static", "extern", "typedef", "_Thread_local", "__thread"};
    constexpr std::array kOthers = {"SEC", "_Pragma", "__pragma"};
    const auto is_one_of = [&](const auto& words) { return std::find(words.begin(), words.end(), word) != words.end(); };
    if (is_one_of(kLoops)) return not_allowed(word, "what a packet costs must have an end, so there are no loops");
    if (is_one_of(kData)) return not_allowed(word, "nothing of a fragment outlives its call");
    if (word.starts_with("bpf_")) return not_allowed(word, "fragments call no helpers of the kernel");
    std::string_view bare = word.substr(std::min(word.find_first_not_of('_'), word.size()));
    bare = bare.substr(0, bare.find_last_not_of('_') + 1);
    const bool is_foreign = bare == "asm" || bare == "attribute" || is_one_of(kOthers);
    if (is_foreign) return not_allowed(word, "a fragment is one plain function");
    return std::nullopt;
}

std::optional<Mistake> find_word(std::string_view plain, std::size_t from, std::string_view symbol) {
    for (std::size_t at = from; at < plain.size(); ++at) {
        if (!is_word(plain[at])) continue;
        const std::size_t begin = at;
        while (at < plain.size() && is_word(plain[at])) ++at;
        const std::string_view word = plain.substr(begin, at - begin);
        // The member of the record has the function's name.
        if (word == symbol && !plain.substr(0, begin).ends_with("->")) return Mistake{"the function must not call itself", begin};
        if (auto reason = reason_against(word)) return Mistake{*reason, begin};
    }
    return std::nullopt;
}

// The body's braces, and nothing behind them.
std::optional<Mistake> find_shape(std::string_view plain, std::size_t body) {
    int depth = 0;
    std::size_t at = body;
    for (; at < plain.size(); ++at) {
        if (plain[at] == '{') ++depth;
        if (plain[at] == '}' && --depth == 0) break;
    }
    if (at == plain.size()) return Mistake{"the function has no end: a } is missing", body};
    const auto behind = std::find_if_not(plain.begin() + static_cast<std::ptrdiff_t>(at) + 1, plain.end(), is_blank);
    if (behind == plain.end()) return std::nullopt;
    return Mistake{"something stands behind the function; a fragment is one plain function",
                   static_cast<std::size_t>(behind - plain.begin())};
}

std::optional<Mistake> find_mistake(std::string_view code, std::string_view symbol, std::string_view argument) {
    std::string wanted = "the code must define: static __always_inline … ", signature = " ";
    signature.append(symbol).append("(").append(argument);
    wanted.append(signature, 1).append("…)");
    if (auto odd = find_odd_characters(code)) return odd;
    const auto plain = without_comments(code);
    if (!plain) return plain.error();
    if (auto disguise = find_disguise(*plain)) return disguise;
    constexpr std::string_view kBegin = "static __always_inline ";
    const std::size_t begin = std::min(plain->find_first_not_of(" \t\r\n"), plain->size());
    if (!std::string_view(*plain).substr(begin).starts_with(kBegin)) return Mistake{wanted, begin};
    const std::size_t body = plain->find('{'), named = plain->find(signature), inside = begin + kBegin.size();
    if (body == std::string::npos || named == std::string::npos || named > body) return Mistake{wanted, begin};
    if (auto word = find_word(std::string_view(*plain).substr(0, named), inside, symbol)) return word;
    if (auto word = find_word(*plain, named + signature.size(), symbol)) return word;
    return find_shape(*plain, body);
}

}  // namespace

Result<> check_fragment_code(std::string_view code, std::string_view symbol, std::string_view argument, const std::string& file,
                             int first_line) {
    const auto mistake = find_mistake(code, symbol, argument);
    if (!mistake) return {};
    const std::string_view before = code.substr(0, mistake->at);
    const auto lines = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return tl::unexpected<Error>(
        Error{mistake->message, file, first_line + lines, static_cast<int>(mistake->at - line_begin) + 1});
}

}  // namespace bpf
