// SPDX-License-Identifier: Apache-2.0
#include "exporter/fixbuf_handles.hpp"

#include <fmt/format.h>

namespace exporter {

Result<> give(fbSession_t* session, bool internal, std::uint16_t id, FixbufTemplate made) {
    GlibError error;
    if (fbSessionAddTemplate(session, internal, id, made.get(), error.out()) == 0)
        return error.as_failure(fmt::format("cannot add template {}", id));
    static_cast<void>(made.release());
    return {};
}

}  // namespace exporter
