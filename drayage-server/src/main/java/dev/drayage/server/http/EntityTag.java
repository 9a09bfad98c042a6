package dev.drayage.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What distinguishes one state of a resource from all others (RFC 9110, section 8.8.3).
 *
 * @param opaque what stands between the quotes: visible ASCII without a quote, or bytes above it
 * @param weak whether two states with this tag may differ in their bytes
 */
public record EntityTag(String opaque, boolean weak) {

    /** Checks the characters. */
    public EntityTag {
        for (int i = 0; i < opaque.length(); i++) {
            if (!isAllowed(opaque.charAt(i))) {
                throw new IllegalArgumentException("an entity tag cannot have the character U+"
                        + Integer.toHexString(opaque.charAt(i)) + " at position " + i);
            }
        }
    }

    /** A tag that no other bytes have. */
    public static EntityTag strong(String opaque) {
        return new EntityTag(opaque, false);
    }

    /** One tag and nothing else; empty if it is anything else. */
    static Optional<EntityTag> parse(String text) {
        return parseList(text).filter(tags -> tags.size() == 1).map(tags -> tags.get(0));
    }

    /** Tags separated by commas, which tags may have too; empty if it is anything else, or has no tag. */
    static Optional<List<EntityTag>> parseList(String text) {
        List<EntityTag> tags = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == ',' || next == ' ' || next == '\t') {
                at++;
                continue;
            }
            boolean weak = text.startsWith("W/", at);
            int start = weak ? at + 2 : at;
            int end = start < text.length() && text.charAt(start) == '"' ? text.indexOf('"', start + 1) : -1;
            if (end < 0 || !text.substring(start + 1, end).chars().allMatch(c -> isAllowed((char) c))) {
                return Optional.empty();
            }
            tags.add(new EntityTag(text.substring(start + 1, end), weak));
            at = end + 1;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            if (at < text.length() && text.charAt(at) != ',') {
                return Optional.empty();
            }
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(tags);
    }

    private static boolean isAllowed(char c) {
        return c == 0x21 || (c >= 0x23 && c <= 0x7e) || (c >= 0x80 && c <= 0xff);
    }

    /** Whether both stand for the very same bytes. */
    boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Whether one may be used for the other. */
    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** Whether the values of {@code If-Match} name it; such as cannot be understood name none. */
    boolean meets(List<String> ifMatch) {
        return isAny(ifMatch) || tagsOf(ifMatch).stream().anyMatch(this::matchesStrongly);
    }

    /** Whether the values of {@code If-None-Match} name it, so that the client has it already. */
    public boolean isKnownBy(List<String> ifNoneMatch) {
        return isAny(ifNoneMatch) || tagsOf(ifNoneMatch).stream().anyMatch(this::matchesWeakly);
    }

    private static boolean isAny(List<String> values) {
        return String.join(",", values).strip().equals("*");
    }

    private static List<EntityTag> tagsOf(List<String> values) {
        return parseList(String.join(",", values)).orElse(List.of());
    }

    /** As a header has it. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
