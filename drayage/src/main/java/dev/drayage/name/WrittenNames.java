package dev.drayage.name;

import dev.drayage.place.PlaceName;
import dev.drayage.place.Places;

/**
 * Takes names apart as people write them. Where {@link Places} takes whatever has no scheme for the name of a stored image,
 * this refuses words of other tools, misspelt schemes, addresses and paths.
 *
 * @param kinds the kinds of places there are
 */
public record WrittenNames(Places kinds) {

    /** Whether a text begins with the scheme of a kind of place. */
    public boolean hasScheme(String text) {
        int colon = text.indexOf(':');
        return colon > 0 && kinds.withScheme(text.substring(0, colon)).isPresent();
    }

    /**
     * A place, or an image in the local store.
     *
     * @throws IllegalArgumentException if nothing of the kind can be meant; the message is a sentence that says what to
     *     write instead
     */
    public PlaceName parse(String text) {
        if (!text.equals("-") && !hasScheme(text)) {
            requireStoredName(text);
        }
        return kinds.parse(text);
    }

    /** Refuses what is no name of a stored image: what {@link #requireNoOtherPlace} does, a path, or a digest alone. */
    public void requireStoredName(String text) {
        requireNoOtherPlace(text);
        new MistakenName(kinds).rejectPath(text);
    }

    /** Refuses what begins with a word for a place that is none here, or is an address. */
    public void requireNoOtherPlace(String text) {
        new MistakenName(kinds).rejectUnknownPlace(text);
    }
}
