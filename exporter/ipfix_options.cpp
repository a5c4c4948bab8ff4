// SPDX-License-Identifier: Apache-2.0
#include "exporter/ipfix_options.hpp"

#include <utility>

#include "exporter/element_types.hpp"

namespace exporter {
namespace {

constexpr std::size_t kHeader = 16;    // RFC 7011 section 3.1
constexpr std::size_t kSetHeader = 4;  // section 3.3.2

}  // namespace

IpfixOptions::IpfixOptions(fbInfoModel_t* model, const EncoderSettings& settings)
    : max_octets_(settings.max_message_octets),
      stream_(model, settings.max_message_octets, settings.observation_domain) {}

std::vector<OptionsTable> IpfixOptions::tables(const EncoderSettings& settings,
                                               const std::vector<std::vector<WireField>>& fields) {
    std::vector<OptionsTable> tables = settings.options;
    if (!tables.empty() && !element_types(fields).empty()) tables.push_back(element_types_table());
    return tables;
}

Result<std::unique_ptr<IpfixOptions>> IpfixOptions::make(fbInfoModel_t* model, const EncoderSettings& settings,
                                                         const std::vector<std::vector<WireField>>& fields,
                                                         std::vector<std::uint16_t> ids) {
    std::unique_ptr<IpfixOptions> made(new IpfixOptions(model, settings));
    made->tables_ = tables(settings, fields);
    made->ids_ = std::move(ids);
    made->types_ = element_types(fields);
    for (std::size_t i = 0; i < made->tables_.size(); ++i) {
        const auto message = made->stream_.add_table(made->ids_[i], made->tables_[i]);
        if (!message) return tl::unexpected(message.error());
        made->templates_.emplace_back(message->begin(), message->end());
    }
    return made;
}

std::vector<OptionsMessage> IpfixOptions::encode(const std::vector<OptionsData>& data, std::uint64_t& failed) {
    for (const OptionsData& one : data)
        for (const OptionsRow& row : one.rows) append(one.table, row, failed);
    for (const OptionsRow& row : types_) append(tables_.size() - 1, row, failed);
    end_message(failed);
    return std::exchange(done_, {});
}

void IpfixOptions::append(std::size_t table, const OptionsRow& row, std::uint64_t& failed) {
    const std::size_t more = octets_of(tables_[table], row);
    if (kHeader + kSetHeader + more > max_octets_) {
        ++failed;
        return;
    }
    const std::size_t set_header = octets_ > 0 && table == current_ ? 0 : kSetHeader;
    if (octets_ + set_header + more > max_octets_) end_message(failed);
    if (octets_ == 0)
        octets_ = kHeader + kSetHeader;
    else if (table != current_)
        octets_ += kSetHeader;
    current_ = table;
    octets_ += more;
    if (stream_.append(ids_[table], tables_[table], row))
        ++records_;
    else
        ++failed;
}

void IpfixOptions::end_message(std::uint64_t& failed) {
    octets_ = 0;
    if (records_ == 0) return;
    const std::uint32_t records = std::exchange(records_, 0);
    const auto message = stream_.emit();
    if (message)
        done_.push_back({{message->begin(), message->end()}, records});
    else
        failed += records;
}

}  // namespace exporter
