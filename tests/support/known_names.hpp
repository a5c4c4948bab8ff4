// SPDX-License-Identifier: Apache-2.0
// Names of protocols and ports as /etc/protocols and /etc/services might have them, and no others.
#pragma once

#include "exporter/sources.hpp"

namespace support {

inline exporter::Sources& names() {
    static exporter::Sources kSources;
    kSources.names.name_protocol(6, "TCP");
    kSources.names.name_port(6, 443, "https");
    kSources.names.name_port(6, 8080, "http-alt");
    kSources.names.name_port(17, 53, "domain");
    kSources.names.name_port(132, 3868, "diameter");
    return kSources;
}

}  // namespace support
