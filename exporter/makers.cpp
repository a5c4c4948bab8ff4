// SPDX-License-Identifier: Apache-2.0
#include "exporter/makers.hpp"

namespace exporter {

MakeMaker find_maker(std::string_view feature_name) {
    for (const auto& makers : {arrival_makers(), duration_makers(), rate_makers(), time_makers()})
        for (const NamedMaker& maker : makers)
            if (maker.feature == feature_name) return maker.make;
    return nullptr;
}

}  // namespace exporter
