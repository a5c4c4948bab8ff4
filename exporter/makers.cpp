// SPDX-License-Identifier: Apache-2.0
#include "exporter/makers.hpp"

namespace exporter {

MakeMaker find_maker(std::string_view feature_name) {
    for (const auto& makers : {address_makers(), arrival_makers(), copy_makers(), duration_makers(), probe_makers(),
                               rate_makers(), route_makers(), service_makers(), time_makers()})
        for (const NamedMaker& maker : makers)
            if (maker.feature == feature_name) return maker.make;
    return nullptr;
}

}  // namespace exporter
