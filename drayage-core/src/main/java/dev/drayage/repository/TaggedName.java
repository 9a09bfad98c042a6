package dev.drayage.repository;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What the name of an image says of where it is.
 *
 * @param repository the repository; empty if there is none in the name, or none that could be
 * @param tag the tag in that repository; null if it has none, or is pinned to a digest
 */
record TaggedName(String repository, @Nullable String tag) {
    private static final TaggedName NOWHERE = new TaggedName("", null);

    /** Takes a name apart as it stands, whatever it is: {@code REPOSITORY:TAG} is in no other repository than this. */
    static TaggedName of(String name) {
        boolean isBare = name.indexOf('/') < 0 && name.indexOf(':') < 0 && name.indexOf('@') < 0;
        try {
            // A word alone is a tag, and what could come before one is of no account here.
            Reference reference = Reference.parse(isBare ? "any/repository:" + name : name);
            if (isBare) {
                return new TaggedName("", reference.tag());
            }
            int suffix = length(reference.tag()) + length(reference.digest());
            return new TaggedName(
                    name.substring(0, name.length() - suffix), reference.digest() == null ? reference.tag() : null);
        } catch (IllegalArgumentException e) {
            return NOWHERE;
        }
    }

    private static int length(@Nullable Object part) {
        return part == null ? 0 : 1 + part.toString().length();
    }

    /** The same of a name in any of the forms that people write, in which {@code alpine:3} is one of Docker Hub. */
    static TaggedName ofFull(String name) {
        try {
            return of(Reference.parse(name).withDefaultTag().toString());
        } catch (IllegalArgumentException e) {
            return NOWHERE;
        }
    }

    /** Whether a repository can have this name; the images without one are in that of the empty name. */
    static boolean isRepository(String name) {
        return name.isEmpty() || new TaggedName(name, "tag").equals(of(image(name, "tag")));
    }

    /** What the image of a tag is called. */
    static String image(String repository, String tag) {
        return repository.isEmpty() ? tag : repository + ":" + tag;
    }

    /** Refuses a name that no repository can have. */
    static void requireRepository(String name, String location) {
        if (!isRepository(name)) {
            throw new IllegalArgumentException(
                    location + " can have no repository "
                            + Quotes.quote(name)
                            + ": a name has parts of lower-case letters and digits, joined by one of . _ __ - and separated by /");
        }
    }
}
