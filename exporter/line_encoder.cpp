// SPDX-License-Identifier: Apache-2.0
#include "exporter/line_encoder.hpp"

#include <algorithm>
#include <utility>

namespace exporter {

LineEncoder::LineEncoder(EncoderSettings settings, Sink sink)
    : Encoder(std::move(sink)),
      settings_(std::move(settings)),
      most_octets_(std::max(settings_.max_message_octets, kMessageOctets)) {
    buffer_.reserve(2 * most_octets_);
}

void LineEncoder::add(const Record& record) {
    const std::size_t before = buffer_.size();
    if (!append_line(buffer_, record)) {
        ++failed_;
        return;
    }
    if (before > 0 && buffer_.size() > most_octets_) emit(before);
    ++pending_;
    if (settings_.one_record) emit(buffer_.size());
}

void LineEncoder::flush() {
    if (pending_ > 0) emit(buffer_.size());
}

// The message is what lies before `octets`; what lies behind is the beginning of the next one.
void LineEncoder::emit(std::size_t octets) {
    const std::size_t line_end = settings_.one_record ? 1 : 0;
    const auto text = std::as_bytes(std::span(buffer_.data(), octets - line_end));
    sink_(text, std::exchange(pending_, 0));
    std::copy(buffer_.data() + octets, buffer_.data() + buffer_.size(), buffer_.data());
    buffer_.resize(buffer_.size() - octets);
}

}  // namespace exporter
