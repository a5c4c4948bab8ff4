// SPDX-License-Identifier: Apache-2.0
// Sources that know something of the addresses that packets have unless a test says otherwise, and of nothing else.
#pragma once

#include "exporter/sources.hpp"
#include "tests/support/max_mind_file.hpp"
#include "tests/support/scratch.hpp"

namespace support {

class KnownAddresses {
 public:
    KnownAddresses() {
        MaxMindFile systems("GeoLite2-ASN");
        systems.add("192.0.2.0/24", {{"autonomous_system_number", 64496}, {"autonomous_system_organization", "Example One"}});
        systems.add("198.51.0.0/16", {{"autonomous_system_number", 4200000001}, {"autonomous_system_organization", "Two"}});
        systems.add("2001:db8::1/128", {{"autonomous_system_number", 64498}, {"autonomous_system_organization", "Six"}});
        MaxMindFile places("GeoLite2-City");
        places.add("192.0.2.0/25", place("DE", "Köln", 6.9603, 50.9375));
        places.add("198.51.100.0/24", place("BR", "São João del Rei", -44.2612, -21.1356));
        places.add("2001:db8::/32", place("IS", "Vík", -19.0060, 63.4186));
        scratch_.write("as.mmdb", systems.octets());
        scratch_.write("city.mmdb", places.octets());
        sources_.addresses = exporter::AddressBook::open(scratch_ / "as.mmdb", scratch_ / "city.mmdb").value();
        sources_.configured = {"as_list", "city_list"};
    }

    operator exporter::Sources&() { return sources_; }

 private:
    static nlohmann::json place(const char* country, const char* city, double longitude, double latitude) {
        return {{"country", {{"iso_code", country}}},
                {"city", {{"names", {{"en", city}}}}},
                {"location", {{"longitude", longitude}, {"latitude", latitude}}}};
    }

    Scratch scratch_;
    exporter::Sources sources_;
};

}  // namespace support
