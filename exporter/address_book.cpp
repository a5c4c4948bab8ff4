// SPDX-License-Identifier: Apache-2.0
#include "exporter/address_book.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "exporter/as_list.hpp"
#include "exporter/flow_hash.hpp"
#include "exporter/text.hpp"

namespace exporter {
namespace {

// Opening a pipe might wait for ever.
Result<> require_file(const std::string& path) {
    const auto complain = [&](const std::string& message) { return tl::unexpected<Error>(Error{message, path, 0, 0}); };
    struct stat facts {};
    if (path.empty()) return {};
    if (::stat(path.c_str(), &facts) != 0) return complain(std::string("cannot be read: ") + std::strerror(errno));
    if (!S_ISREG(facts.st_mode)) return complain("is not a regular file");
    return {};
}

bool mentions(const std::string& kind, std::initializer_list<const char*> words) {
    for (const char* word : words)
        if (kind.find(word) != std::string::npos) return true;
    return false;
}

// Somebody who takes one file for the other would see nothing but zeros.
Result<std::unique_ptr<MaxMind>> open_about(const std::string& path, const char* about,
                                            std::initializer_list<const char*> others) {
    auto data = MaxMind::open(path);
    if (!data || !mentions((*data)->kind(), others)) return data;
    return tl::unexpected<Error>(
        Error{fmt::format("is a data base of the kind {}, which knows no {}", (*data)->kind(), about), path, 0, 0});
}

template <std::size_t kOctets>
void set_text(std::array<std::byte, kOctets>& into, std::optional<std::string_view> text) {
    if (text) store_text(into.data(), kOctets, *text);
}

template <std::size_t kOctets>
void set_degrees(std::array<std::byte, kOctets>& into, std::optional<double> degrees) {
    if (degrees) store_text(into.data(), kOctets, fmt::format("{:.4f}", *degrees));
}

}  // namespace

Result<std::unique_ptr<AddressBook>> AddressBook::open(const std::string& as_list, const std::string& city_list) {
    for (const std::string& path : {as_list, city_list})
        if (auto is_file = require_file(path); !is_file) return tl::unexpected(is_file.error());
    std::unique_ptr<AddressBook> book(new AddressBook);
    if (!as_list.empty() && MaxMind::is_one(as_list)) {
        auto data = open_about(as_list, "autonomous systems", {"City", "Country", "Domain", "Connection"});
        if (!data) return tl::unexpected(data.error());
        book->as_data_ = std::move(*data);
    } else if (!as_list.empty()) {
        auto table = load_as_list(as_list);
        if (!table) return tl::unexpected(table.error());
        book->as_table_ = std::move(*table);
    }
    if (!city_list.empty()) {
        auto data = open_about(city_list, "places", {"ASN", "ISP", "Domain", "Connection"});
        if (!data) return tl::unexpected(data.error());
        book->city_data_ = std::move(*data);
    }
    return book;
}

const AddressFacts& AddressBook::find(const config::Address& address) {
    const std::uint64_t hash = mixed(mixed(address.high + (address.is_ipv6 ? 1 : 0)) + address.low);
    Remembered& place = remembered_[hash % kRemembered];
    if (!place.is_used || place.address != address) place = {true, address, look_up(address)};
    return place.facts;
}

AddressFacts AddressBook::look_up(const config::Address& address) {
    AddressFacts facts;
    if (const auto match = as_table_.find(address)) {
        facts.as = match->value;
        facts.prefix = match->length;
    }
    if (const auto found = as_data_ ? as_data_->find(address) : std::nullopt) {
        facts.as = as_data_->number(*found, {"autonomous_system_number"}).value_or(0);
        facts.prefix = found->length;
        set_text(facts.as_name, as_data_->text(*found, {"autonomous_system_organization"}));
    }
    if (const auto found = city_data_ ? city_data_->find(address) : std::nullopt) {
        set_text(facts.country, city_data_->text(*found, {"country", "iso_code"}));
        set_text(facts.city, city_data_->text(*found, {"city", "names", "en"}));
        set_degrees(facts.longitude, city_data_->fraction(*found, {"location", "longitude"}));
        set_degrees(facts.latitude, city_data_->fraction(*found, {"location", "latitude"}));
    }
    return facts;
}

std::uint64_t AddressBook::failed() const {
    return (as_data_ ? as_data_->broken() : 0) + (city_data_ ? city_data_->broken() : 0);
}

}  // namespace exporter
