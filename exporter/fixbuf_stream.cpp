// SPDX-License-Identifier: Apache-2.0
#include "exporter/fixbuf_stream.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "exporter/element_types.hpp"
#include "exporter/fixbuf_handles.hpp"

namespace exporter {
namespace {

// What RFC 5610 type records would say of a user's own element.
void teach(fbInfoModel_t* model, const WireField& field) {
    if (fbInfoModelGetElementByID(model, field.id, field.pen) != nullptr) return;
    const std::string& name = field.feature->element.empty() ? field.feature->name : field.feature->element;
    fbInfoElement_t element{};
    element.ref.name = name.c_str();
    element.ent = field.pen;
    element.num = field.id;
    element.len = static_cast<std::uint16_t>(bpf::size_of(*field.feature));  // the field itself may be reduced
    element.type = data_type_of(field);
    element.description = field.feature->description.c_str();
    fbInfoModelAddElement(model, &element);
}

std::string name_of(const WireField& field) {
    const std::string enterprise = field.pen != 0 ? fmt::format("{}/", field.pen) : std::string();
    return fmt::format("{} (element {}{}, {} octets)", field.feature->name, enterprise, field.id, field.length);
}

// libfixbuf would only print a warning. Integers may be narrower than their element (RFC 7011 section 6.2), all else may not.
Result<> check_width(fbInfoModel_t* model, const WireField& field) {
    const fbInfoElement_t* element = fbInfoModelGetElementByID(model, field.id, field.pen);
    if (element == nullptr || element->len == FB_IE_VARLEN || element->len == field.length) return {};
    const bool is_integer = element->type >= FB_UINT_8 && element->type <= FB_INT_64;
    if (is_integer && field.length < element->len) return {};
    return fail(fmt::format("cannot export {}: {} has {} octets; change the type of the field, or its element", name_of(field),
                            element->ref.name, element->len));
}

// One field of so many octets that libfixbuf takes as they are.
Result<FixbufTemplate> opaque_template(fbInfoModel_t* model, std::size_t octets) {
    char name[] = "paddingOctets";
    fbInfoElementSpec_t spec{name, static_cast<std::uint16_t>(octets), 0};
    FixbufTemplate made(fbTemplateAlloc(model));
    GlibError error;
    if (!fbTemplateAppendSpec(made.get(), &spec, 0, error.out())) return error.as_failure("cannot prepare records");
    return made;
}

}  // namespace

FixbufStream::FixbufStream(fbInfoModel_t* model, std::size_t max_octets, std::uint32_t domain)
    : message_(max_octets),
      exporter_(fbExporterAllocBuffer(reinterpret_cast<std::uint8_t*>(message_.data()), static_cast<std::uint16_t>(max_octets))),
      session_(fbSessionAlloc(model)) {
    fbSessionSetDomain(session_, domain);
    buffer_.reset(fBufAllocForExport(session_, exporter_));
    fBufSetAutomaticMode(buffer_.get(), FALSE);
    fBufSetExportTime(buffer_.get(), 1);  // else libfixbuf asks the system's clock for every message
}

Result<std::span<std::byte>> FixbufStream::emit() {
    GlibError error;
    if (!fBufEmit(buffer_.get(), error.out())) return error.as_failure("cannot end an IPFIX message");
    return std::span(message_).first(fbExporterGetMsgLen(exporter_));
}

Result<> DataStream::add_table(std::uint16_t id, std::size_t octets) {
    current_ = 0;
    const auto known = tables_.find(id);
    if (known != tables_.end() && known->second == octets) return {};
    const AutomaticMode automatic(buffer_.get());
    for (const bool internal : {true, false}) {
        auto made = opaque_template(fbSessionGetInfoModel(session_), octets);
        if (!made) return tl::unexpected(made.error());
        if (auto given = give(session_, internal, id, std::move(*made)); !given) return given;
    }
    tables_[id] = octets;
    // libfixbuf has written the opaque template into a message, which nobody is to see.
    after_templates_ = true;
    if (auto ignored = emit(); !ignored) return tl::unexpected(ignored.error());
    return {};
}

Result<> DataStream::append(std::uint16_t id, std::span<const std::byte> record) {
    GlibError error;
    if (id != current_) {
        if (!fBufSetInternalTemplate(buffer_.get(), id, error.out()) || !fBufSetExportTemplate(buffer_.get(), id, error.out()))
            return error.as_failure(fmt::format("cannot begin a set of template {}", id));
        current_ = id;
    }
    std::optional<AutomaticMode> automatic;
    if (std::exchange(after_templates_, false)) automatic.emplace(buffer_.get());
    auto* octets = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(record.data()));  // libfixbuf only reads
    if (!fBufAppend(buffer_.get(), octets, record.size(), error.out()))
        return error.as_failure("cannot add a record to an IPFIX message");
    return {};
}

Result<> TemplateStream::append(std::uint16_t id, const std::vector<WireField>& fields) {
    FixbufTemplate made(fbTemplateAlloc(model_));
    for (const WireField& field : fields) {
        teach(model_, field);
        if (auto checked = check_width(model_, field); !checked) return checked;
        fbInfoElement_t element{};
        element.ent = field.pen;
        element.num = field.id;
        element.len = field.length;
        GlibError error;
        if (!fbTemplateAppend(made.get(), &element, error.out()))
            return error.as_failure(fmt::format("cannot export {}", name_of(field)));
    }
    const AutomaticMode automatic(buffer_.get());
    return give(session_, false, id, std::move(made));  // a session with a buffer appends what it is given
}

Result<> TemplateStream::withdraw(std::uint16_t id) {
    GlibError error;
    const AutomaticMode automatic(buffer_.get());
    if (!fbSessionRemoveTemplate(session_, FALSE, id, error.out()))
        return error.as_failure(fmt::format("cannot withdraw template {}", id));
    return {};
}

std::size_t template_octets(const std::vector<WireField>& fields) {
    std::size_t sum = 4;
    for (const WireField& field : fields) sum += field.pen != 0 ? 8U : 4U;
    return sum;
}

}  // namespace exporter
