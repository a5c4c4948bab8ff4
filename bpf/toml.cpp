// SPDX-License-Identifier: Apache-2.0
#define TOML_IMPLEMENTATION
#include "bpf/toml.hpp"

#include <algorithm>

#include "bpf/one_line.hpp"

namespace bpf {

namespace {

constexpr int kMostDots = 1000;  // outside of strings and comments: each may be one more table within a table

// What a TOML text is made of, as far as needed to know strings from comments from the rest. Where the text is not TOML, this
// may be wrong: then toml++ has stopped before, and what it has seen of the text is ASCII in any case.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : text_(text) {}

    // The text with "?" in place of each octet of a comment that is not ASCII.
    Result<std::string> scan() {
        while (at_ < text_.size()) {
            const char letter = text_[at_];
            if (letter == '#') {
                comment();
            } else if (letter == '"' || letter == '\'') {
                if (auto done = string(letter); !done) return tl::unexpected(done.error());
            } else {
                if (letter == '.' && ++dots_ > kMostDots)
                    return complain("there are more than 1000 dots outside of quotes; texts stand in quotes");
                if (auto done = take(); !done) return tl::unexpected(done.error());
            }
        }
        return std::move(result_);
    }

 private:
    [[nodiscard]] tl::unexpected<Error> complain(const char* message) const {
        const std::string_view before = text_.substr(0, at_);
        const std::size_t line_at = before.rfind('\n') + 1;  // npos + 1 = 0
        return tl::unexpected<Error>(Error{message,
                                           {},
                                           1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
                                           1 + static_cast<int>(before.size() - line_at)});
    }

    Result<> take() {
        if (static_cast<unsigned char>(text_[at_]) > 0x7f)
            return complain("only comments may hold letters beyond ASCII; in a text, write them as \\uXXXX");
        result_ += text_[at_++];
        return {};
    }

    void comment() {
        for (; at_ < text_.size() && text_[at_] != '\n'; at_++)
            result_ += static_cast<unsigned char>(text_[at_]) > 0x7f ? '?' : text_[at_];
    }

    Result<> take(std::size_t letters) {
        for (; letters > 0 && at_ < text_.size(); letters--)
            if (auto done = take(); !done) return done;
        return {};
    }

    // From its first quote to behind its last one; a string of one line ends with the line at the latest.
    Result<> string(char quote) {
        const std::string three(3, quote);
        const bool many_lines = text_.substr(at_, 3) == three;
        if (auto done = take(many_lines ? 3 : 1); !done) return done;
        while (at_ < text_.size()) {
            const char letter = text_[at_];
            if (!many_lines && (letter == quote || letter == '\n')) return take();
            if (many_lines && text_.substr(at_, 3) == three) {
                std::size_t quotes = 3;  // up to two more belong to the string
                while (quotes < 5 && text_.substr(at_ + quotes, 1) == three.substr(0, 1)) quotes++;
                return take(quotes);
            }
            const bool escapes = quote == '"' && letter == '\\' && text_.substr(at_ + 1, 1) != "\n";
            if (auto done = take(escapes ? 2 : 1); !done) return done;
        }
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int dots_ = 0;
    std::string result_;
};

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& origin, int first_line) {
    const auto complain = [&](const std::string& message, std::size_t line, std::size_t column) {
        return tl::unexpected<Error>(
            Error{one_line(message), origin, static_cast<int>(line) + first_line - 1, static_cast<int>(column)});
    };
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // the mark that some editors begin a UTF-8 file with
    const auto scanned = Scanner(text).scan();
    if (!scanned)
        return complain(scanned.error().message, static_cast<std::size_t>(scanned.error().line),
                        static_cast<std::size_t>(scanned.error().column));
    toml::parse_result parsed;
    try {
        parsed = toml::parse(*scanned);
    } catch (const BrokenAssumption&) {
        return tl::unexpected<Error>(Error{"this cannot be read as TOML: write every line as `name = value`", origin, 0, 0});
    }
    if (parsed) return std::move(parsed).table();
    const auto& error = parsed.error();
    std::string message(error.description());
    if (message.ends_with("could not determine value type")) message += "; a text must be in quotes";
    return complain(message, error.source().begin.line, error.source().begin.column);
}

}  // namespace bpf
