// SPDX-License-Identifier: Apache-2.0
// What libfixbuf's collector side reads in IPFIX messages whose fields are IANA's or ntop's, whatever their templates.
#pragma once

#include <fixbuf/public.h>

#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "bpf/feature.hpp"
#include "tests/unit/exporter/netflow_decoder.hpp"

namespace exporter::testing {

class FixbufDecoder {
 public:
    // All elements that may occur, each with a feature of its width, by number: NetFlow v9's, which is unique.
    explicit FixbufDecoder(const std::map<std::uint16_t, const bpf::Feature*>& features) {
        fbTemplate_t* internal = fbTemplateAlloc(model_);
        for (const auto& [number, feature] : features) {
            if (feature->pen != 0) add_private(*feature);
            const auto id = feature->pen != 0 ? feature->id : number;
            const fbInfoElement_t* element = fbInfoModelGetElementByID(model_, id, feature->pen);
            if (element == nullptr) throw std::logic_error("libfixbuf does not know element " + std::to_string(id));
            const auto octets = element->len == FB_IE_VARLEN ? static_cast<std::uint16_t>(bpf::size_of(*feature)) : element->len;
            fbInfoElementSpec_t spec{const_cast<char*>(element->ref.name), octets, 0};
            check(fbTemplateAppendSpec(internal, &spec, 0, &error_) == TRUE);
            const bool is_number = element->type != FB_OCTET_ARRAY && element->type != FB_MAC_ADDR &&
                                   element->type != FB_IP6_ADDR && element->type != FB_STRING;
            elements_.push_back({number, octets, is_number});
            octets_ += octets;
        }
        fbSession_t* session = fbSessionAlloc(model_);
        check(fbSessionAddTemplate(session, TRUE, kInternal, internal, &error_) == kInternal);
        buffer_ = fBufAllocForCollection(session, nullptr);
        check(fBufSetInternalTemplate(buffer_, kInternal, &error_) == TRUE);
        fBufSetAutomaticMode(buffer_, FALSE);
    }
    FixbufDecoder(const FixbufDecoder&) = delete;
    FixbufDecoder& operator=(const FixbufDecoder&) = delete;
    ~FixbufDecoder() {
        g_clear_error(&error_);
        fBufFree(buffer_);
        fbInfoModelFree(model_);
    }

    // Appends the records of a message: all elements, those that the template does not have as 0.
    void read(std::span<const std::byte> message, std::vector<Values>& records) {
        std::vector<std::byte> copy(message.begin(), message.end());
        std::vector<std::byte> record(octets_);
        fBufSetBuffer(buffer_, reinterpret_cast<std::uint8_t*>(copy.data()), copy.size());
        for (;;) {
            std::size_t size = record.size();
            if (!fBufNext(buffer_, reinterpret_cast<std::uint8_t*>(record.data()), &size, &error_)) break;
            Octets octets(record);
            Values& values = records.emplace_back();
            for (const Element& element : elements_) values[element.id] = value(element, octets.text(element.octets));
        }
        check(g_error_matches(error_, FB_ERROR_DOMAIN, FB_ERROR_EOM) || g_error_matches(error_, FB_ERROR_DOMAIN, FB_ERROR_BUFSZ));
        g_clear_error(&error_);
    }

 private:
    static constexpr std::uint16_t kInternal = 999;
    struct Element {
        std::uint16_t id;
        std::uint16_t octets;
        bool is_number;  // in the byte order of this machine
    };

    [[nodiscard]] static std::string value(const Element& element, std::string octets) {
        if (element.is_number && std::endian::native == std::endian::little) octets = {octets.rbegin(), octets.rend()};
        return without_zeros(std::move(octets));
    }

    // libfixbuf's type of a number goes by its octets; its own copy of the name is made.
    void add_private(const bpf::Feature& feature) {
        const auto octets = static_cast<std::uint16_t>(bpf::size_of(feature));
        const bool is_number = feature.type == bpf::Type::u8 || feature.type == bpf::Type::u16 ||
                               feature.type == bpf::Type::u32 || feature.type == bpf::Type::u64;
        const std::uint8_t type = !is_number    ? FB_OCTET_ARRAY
                                  : octets == 1 ? FB_UINT_8
                                  : octets == 2 ? FB_UINT_16
                                  : octets == 4 ? FB_UINT_32
                                                : FB_UINT_64;
        fbInfoElement_t element = FB_IE_INIT_FULL(feature.name.c_str(), feature.pen, feature.id, octets,
                                                  is_number ? FB_IE_F_ENDIAN : 0U, 0, 0, type, nullptr);
        fbInfoModelAddElement(model_, &element);
    }

    void check(bool is_right) const {
        if (!is_right) throw std::runtime_error(error_ != nullptr ? error_->message : "libfixbuf has failed");
    }

    fbInfoModel_t* model_ = fbInfoModelAlloc();
    fBuf_t* buffer_ = nullptr;
    GError* error_ = nullptr;
    std::vector<Element> elements_;
    std::size_t octets_ = 0;
};

}  // namespace exporter::testing
