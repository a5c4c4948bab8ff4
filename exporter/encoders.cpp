// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "exporter/csv_encoder.hpp"
#include "exporter/ipfix_encoder.hpp"
#include "exporter/json_encoder.hpp"
#include "exporter/netflow5_encoder.hpp"
#include "exporter/netflow9_encoder.hpp"

namespace exporter {

Result<std::unique_ptr<Encoder>> make_encoder(config::Protocol protocol, const EncoderSettings& settings,
                                              const bpf::Layouts& layouts, Encoder::Sink sink) {
    std::unique_ptr<Encoder> encoder;
    switch (protocol) {
        case config::Protocol::ipfix: {
            auto made = IpfixEncoder::make(settings, std::move(sink));
            if (!made) return tl::unexpected(made.error());
            encoder = std::move(*made);
            break;
        }
        case config::Protocol::netflow9: {
            auto made = Netflow9Encoder::make(settings, std::move(sink));
            if (!made) return tl::unexpected(made.error());
            encoder = std::move(*made);
            break;
        }
        case config::Protocol::netflow5: {
            auto made = Netflow5Encoder::make(settings, std::move(sink));
            if (!made) return tl::unexpected(made.error());
            encoder = std::move(*made);
            break;
        }
        case config::Protocol::json: encoder = std::make_unique<JsonEncoder>(settings, std::move(sink)); break;
        case config::Protocol::csv: encoder = std::make_unique<CsvEncoder>(settings, std::move(sink)); break;
    }
    if (auto used = encoder->use(layouts); !used) return tl::unexpected(used.error());
    return encoder;
}

}  // namespace exporter
