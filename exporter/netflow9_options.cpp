// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow9_options.hpp"

#include <string>
#include <utility>

namespace exporter {
namespace {

constexpr std::size_t kHeader = 20;    // RFC 3954 section 5.1
constexpr std::size_t kSetHeader = 4;  // section 6
constexpr std::uint16_t kOptionsTemplateSet = 1;

void append_number(std::vector<std::byte>& out, std::uint64_t value, std::size_t octets) {
    for (std::size_t i = octets; i-- > 0;) out.push_back(static_cast<std::byte>(value >> 8 * i & 0xff));
}

void append_value(std::vector<std::byte>& out, const OptionValue& value, std::size_t octets) {
    if (!value.is_text) return append_number(out, value.number, octets);
    const std::string text = cut_text(value.text, octets);
    for (const char one : text) out.push_back(static_cast<std::byte>(one));
    out.resize(out.size() + octets - text.size());
}

std::vector<std::byte> template_set(const OptionsTable& table, std::uint16_t id) {
    std::vector<std::byte> set;
    append_number(set, id, 2);
    append_number(set, 4 * table.scopes, 2);  // octets of the fields of the scope, and of the others
    append_number(set, 4 * (table.elements.size() - table.scopes), 2);
    for (const OptionElement& element : table.elements) {
        append_number(set, element.id, 2);
        append_number(set, element.length, 2);
    }
    return set;
}

// Messages that grow set by set.
class Messages {
 public:
    explicit Messages(std::size_t max_octets) : max_octets_(max_octets) {}

    // Whether a record, of a set of its own, fits into a message at all.
    [[nodiscard]] bool can_hold(std::size_t octets) const { return kHeader + kSetHeader + padded(octets) <= max_octets_; }

    void add(std::uint16_t set, const std::vector<std::byte>& record) {
        const bool same = set_ > 0 && set == of_set_;
        const std::size_t end = same ? messages_.back().octets.size() + record.size() : end_ + kSetHeader + record.size();
        if (messages_.empty() || padded(end) > max_octets_) {
            close();
            messages_.push_back({std::vector<std::byte>(kHeader), 0});
            end_ = kHeader;
            begin(set);
        } else if (!same) {
            close();
            begin(set);
        }
        OptionsMessage& message = messages_.back();
        message.octets.insert(message.octets.end(), record.begin(), record.end());
        ++message.records;
        end_ = padded(message.octets.size());
    }

    std::vector<OptionsMessage> take() {
        close();
        return std::exchange(messages_, {});
    }

    // The next record begins a set of its own.
    void close() {
        if (set_ == 0) return;
        std::vector<std::byte>& octets = messages_.back().octets;
        octets.resize(padded(octets.size()));
        const std::size_t length = octets.size() - set_;
        octets[set_ + 2] = static_cast<std::byte>(length >> 8);
        octets[set_ + 3] = static_cast<std::byte>(length & 0xff);
        set_ = 0;
    }

 private:
    static std::size_t padded(std::size_t octets) { return (octets + 3) / 4 * 4; }

    void begin(std::uint16_t set) {
        std::vector<std::byte>& octets = messages_.back().octets;
        set_ = octets.size();
        of_set_ = set;
        append_number(octets, set, 2);
        append_number(octets, 0, 2);
    }

    std::size_t max_octets_;
    std::vector<OptionsMessage> messages_;
    std::size_t end_ = 0;  // of the last message, with the padding of its last set
    std::size_t set_ = 0;  // where that set begins; 0: none is open
    std::uint16_t of_set_ = 0;
};

}  // namespace

Netflow9Options::Netflow9Options(std::vector<OptionsTable> tables, std::vector<std::uint16_t> ids, std::size_t max_octets)
    : tables_(std::move(tables)),
      ids_(std::move(ids)),
      max_octets_(max_octets) {}

std::vector<OptionsMessage> Netflow9Options::templates() const {
    Messages messages(max_octets_);
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        messages.add(kOptionsTemplateSet, template_set(tables_[i], ids_[i]));
        messages.close();
    }
    return messages.take();
}

std::vector<OptionsMessage> Netflow9Options::encode(const std::vector<OptionsData>& data, std::uint64_t& failed) const {
    Messages messages(max_octets_);
    if (tables_.empty()) return {};
    for (const OptionsData& one : data) {
        const OptionsTable& table = tables_[one.table];
        for (const OptionsRow& row : one.rows) {
            std::vector<std::byte> record;
            for (std::size_t i = 0; i < row.size(); ++i) append_value(record, row[i], table.elements[i].length);
            if (messages.can_hold(record.size()))
                messages.add(ids_[one.table], record);
            else
                ++failed;
        }
    }
    return messages.take();
}

}  // namespace exporter
