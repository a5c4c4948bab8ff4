// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/shape.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace probe::monitor {

namespace {

using Kind = ShapeNode::Kind;

std::string clean_name(const char* name) {
    std::string clean = name ? std::string(name).substr(0, 128) : "";
    for (char& letter : clean)
        if (!(letter >= 'a' && letter <= 'z') && !(letter >= 'A' && letter <= 'Z') && !(letter >= '0' && letter <= '9'))
            letter = '_';
    return clean;
}

ShapeNode node_with(Kind kind, std::uint32_t octets) {
    ShapeNode node;
    node.kind = kind, node.octets = octets;
    return node;
}

class Maker {
 public:
    Maker(const btf* types, std::string what) : types_(types), what_(std::move(what)) {}

    Result<Shape> make(std::uint32_t type, std::uint32_t octets) {
        const auto root = node_of(type, 0);
        if (!root) return tl::unexpected(root.error());
        if (shape_.at(*root).octets != octets)
            return wrong("its type has " + std::to_string(shape_.at(*root).octets) + " octets, the map has " +
                         std::to_string(octets));
        if (octets > Shape::kMostOctets)
            return wrong("it has " + std::to_string(octets) + " octets; at most " + std::to_string(Shape::kMostOctets) +
                         " can be shown");
        shape_.root = *root;
        return std::move(shape_);
    }

 private:
    tl::unexpected<Error> wrong(const std::string& why) const { return fail(what_ + " cannot be shown: " + why); }

    // Each type once, whatever uses it: types that hold each other several times would else grow exponentially.
    Result<std::size_t> node_of(std::uint32_t type, std::uint32_t depth) {
        if (depth > Shape::kMostDepth)
            return wrong("its types lie in each other more than " + std::to_string(Shape::kMostDepth) + " levels deep");
        if (const auto known = known_.find(type); known != known_.end()) return known->second;
        if (!under_way_.insert(type).second) return wrong("its type contains itself");
        auto made = make_node(type, depth);
        under_way_.erase(type);
        if (!made) return tl::unexpected(made.error());
        if (made->leaves > Shape::kMostLeaves) return wrong("it has more than " + std::to_string(Shape::kMostLeaves) + " parts");
        shape_.nodes.push_back(std::move(*made));
        return known_[type] = shape_.nodes.size() - 1;
    }

    Result<ShapeNode> make_node(std::uint32_t number, std::uint32_t depth) {
        const btf_type* type = btf__type_by_id(types_, number);
        if (!type || number == 0) return wrong("it has no type (BTF)");
        switch (btf_kind(type)) {
            case BTF_KIND_INT: return integer(*type);
            case BTF_KIND_FLOAT: return real(*type);
            case BTF_KIND_PTR: return node_with(Kind::hexadecimal, 8);
            case BTF_KIND_ENUM: return enumeration(*type);
            case BTF_KIND_ENUM64: return enumeration64(*type);
            case BTF_KIND_ARRAY: return list(*type, depth);
            case BTF_KIND_STRUCT:
            case BTF_KIND_UNION: return object(*type, depth);
            case BTF_KIND_TYPEDEF:
            case BTF_KIND_CONST:
            case BTF_KIND_VOLATILE:
            case BTF_KIND_RESTRICT:
            case BTF_KIND_TYPE_TAG: return renamed(*type, depth);
            default: return wrong("its type is of a kind without data (BTF kind " + std::to_string(btf_kind(type)) + ")");
        }
    }

    Result<ShapeNode> renamed(const btf_type& type, std::uint32_t depth) {
        const auto of = node_of(type.type, depth + 1);
        if (!of) return tl::unexpected(of.error());
        ShapeNode node = shape_.at(*of);
        const char* name = btf__name_by_offset(types_, type.name_off);
        const std::string_view word = name ? name : "";
        if (btf_is_typedef(&type) && node.kind == Kind::unsigned_integer &&
            (word == "__be16" || word == "__be32" || word == "__be64"))
            node.is_big_endian = true;
        return node;
    }

    Result<ShapeNode> integer(const btf_type& type) {
        const std::uint8_t encoding = btf_int_encoding(&type);
        ShapeNode node;
        node.octets = type.size;
        if (type.size != 1 && type.size != 2 && type.size != 4 && type.size != 8 && type.size != 16)
            return wrong("it has an integer of " + std::to_string(type.size) + " octets");
        if (btf_int_offset(&type) != 0 || btf_int_bits(&type) != type.size * 8) return wrong("it has an integer of odd bits");
        node.kind = encoding & BTF_INT_BOOL     ? Kind::boolean
                    : encoding & BTF_INT_SIGNED ? Kind::signed_integer
                                                : Kind::unsigned_integer;
        if (type.size == 16) node.kind = Kind::hexadecimal;
        return node;
    }

    Result<ShapeNode> real(const btf_type& type) {
        if (type.size != 4 && type.size != 8) return wrong("it has a number with " + std::to_string(type.size) + " octets");
        return node_with(Kind::real, type.size);
    }

    Result<ShapeNode> enumeration(const btf_type& type) {
        if (type.size != 1 && type.size != 2 && type.size != 4 && type.size != 8) return wrong("it has an odd enumeration");
        ShapeNode node = node_with(Kind::enumeration, type.size);
        node.is_signed = btf_kflag(&type);
        const struct btf_enum* one = btf_enum(&type);
        for (int i = 0; i < btf_vlen(&type); i++, one++) {
            const auto value = node.is_signed ? static_cast<std::uint64_t>(std::int64_t{one->val})
                                              : std::uint64_t{static_cast<std::uint32_t>(one->val)};
            node.names.emplace_back(value, clean_name(btf__name_by_offset(types_, one->name_off)));
        }
        return node;
    }

    Result<ShapeNode> enumeration64(const btf_type& type) {
        if (type.size != 8) return wrong("it has an odd enumeration");
        ShapeNode node = node_with(Kind::enumeration, type.size);
        node.is_signed = btf_kflag(&type);
        const struct btf_enum64* one = btf_enum64(&type);
        for (int i = 0; i < btf_vlen(&type); i++, one++)
            node.names.emplace_back(std::uint64_t{one->val_hi32} << 32 | one->val_lo32,
                                    clean_name(btf__name_by_offset(types_, one->name_off)));
        return node;
    }

    // `char`, whatever it is called: clang gives it no encoding of its own.
    bool is_character(std::uint32_t number) const {
        for (std::uint32_t steps = 0; steps < Shape::kMostDepth; steps++) {
            const btf_type* type = btf__type_by_id(types_, number);
            if (!type) return false;
            if (btf_is_mod(type) || btf_is_typedef(type)) {
                number = type->type;
                continue;
            }
            const char* name = btf__name_by_offset(types_, type->name_off);
            return btf_is_int(type) && type->size == 1 &&
                   (btf_int_encoding(type) & BTF_INT_CHAR || (name && std::string_view(name) == "char"));
        }
        return false;
    }

    Result<ShapeNode> list(const btf_type& type, std::uint32_t depth) {
        const struct btf_array& array = *btf_array(&type);
        const auto element = node_of(array.type, depth + 1);
        if (!element) return tl::unexpected(element.error());
        const ShapeNode& of = shape_.at(*element);
        const std::uint64_t octets = std::uint64_t{of.octets} * array.nelems;
        if (octets > Shape::kMostOctets)
            return wrong("it has a list of " + std::to_string(octets) + " octets; at most " + std::to_string(Shape::kMostOctets) +
                         " can be shown");
        ShapeNode node = node_with(Kind::list, static_cast<std::uint32_t>(octets));
        node.count = array.nelems, node.element = *element;
        node.leaves = 1 + of.leaves * array.nelems;  // at most 2^14 * 2^32
        if (is_character(array.type)) node.kind = Kind::text, node.leaves = 1;
        return node;
    }

    Result<ShapeNode> object(const btf_type& type, std::uint32_t depth) {
        ShapeNode node = node_with(Kind::object, type.size);
        if (type.size > Shape::kMostOctets) return wrong("it has a structure of " + std::to_string(type.size) + " octets");
        for (std::uint32_t i = 0; i < btf_vlen(&type); i++) {
            const btf_member& member = btf_members(&type)[i];
            const auto of = node_of(member.type, depth + 1);
            if (!of) return tl::unexpected(of.error());
            ShapeNode::Member made{clean_name(btf__name_by_offset(types_, member.name_off)), btf_member_bit_offset(&type, i),
                                   btf_member_bitfield_size(&type, i), *of};
            const ShapeNode& what = shape_.at(*of);
            if (auto sound = check_place(made, what, node); !sound) return tl::unexpected(sound.error());
            made.is_part_of_it = made.name.empty() && what.kind == Kind::object;
            if (made.name.empty() && !made.is_part_of_it) continue;  // padding
            node.leaves += what.leaves;
            if (node.leaves > Shape::kMostLeaves) break;  // told by node_of()
            node.members.push_back(std::move(made));
        }
        make_unique(node);
        return node;
    }

    Result<> check_place(const ShapeNode::Member& member, const ShapeNode& what, const ShapeNode& parent) const {
        const bool is_integer = what.kind == Kind::unsigned_integer || what.kind == Kind::signed_integer ||
                                what.kind == Kind::boolean || what.kind == Kind::enumeration;
        const std::uint64_t bits = member.bits ? member.bits : std::uint64_t{what.octets} * 8;
        const bool is_sound = member.bits ? is_integer && bits <= std::uint64_t{what.octets} * 8 : member.bit_offset % 8 == 0;
        if (is_sound && member.bit_offset + bits <= std::uint64_t{parent.octets} * 8) return {};
        return wrong("its member \"" + member.name + "\" lies outside of it");
    }

    // Broken BTF may have one name twice; so may a member of a structure without a name and one beside it.
    static void make_unique(ShapeNode& node) {
        std::set<std::string> used;
        for (ShapeNode::Member& member : node.members) {
            if (member.is_part_of_it) continue;
            const std::string name = member.name;
            for (int i = 2; !used.insert(member.name).second; i++) member.name = name + "_" + std::to_string(i);
        }
    }

    const btf* types_;
    const std::string what_;
    Shape shape_;
    std::map<std::uint32_t, std::size_t> known_;
    std::set<std::uint32_t> under_way_;
};

}  // namespace

Result<Shape> shape_of(const btf* types, std::uint32_t type, std::uint32_t octets, const std::string& what) {
    if (!types || type == 0)
        return fail(what +
                    " has no type: declare the map with __type(key, ...) and __type(value, ...), and compile with -g (BTF)");
    return Maker(types, what).make(type, octets);
}

}  // namespace probe::monitor
