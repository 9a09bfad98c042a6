package dev.drayage.place;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.image.ImageSource;
import java.io.IOException;
import java.util.Objects;

/**
 * A kind of place, such as layouts in directories: how its names are written, and how it is opened. Found by
 * {@link java.util.ServiceLoader}, so it is a public class with a public constructor without parameters. It keeps no
 * state, and loads nothing heavy until a place is opened: every kind is asked what it is called. Thread-safe.
 */
public interface PlaceProvider {

    /** What its names begin with, before a colon: lower-case letters, digits and hyphens; empty for the kind without. */
    String scheme();

    /** What follows the colon, for messages: capitals stand for what the user puts there, {@code DIR[:TAG]}. */
    String syntax();

    /** The same with everything that an image can be chosen by, for help: {@code DIR[:TAG|@DIGEST]}. */
    default String imageSyntax() {
        return syntax();
    }

    /** Where images are that are named so, in a few words for help: {@code in an OCI image layout}. */
    String description();

    /**
     * Where it is listed among other kinds: the lowest first, those of the same number by scheme; the kind without a scheme
     * comes last.
     */
    default int order() {
        return 100;
    }

    /** Whether its content comes over a network, so that what came once should not be lost. */
    default boolean isRemote() {
        return false;
    }

    /** Whether images can be copied there. */
    default boolean isWritable() {
        return false;
    }

    /**
     * Takes a name apart; as a rule {@link PlaceName#ofPath} does.
     *
     * @param rest what follows the colon
     * @throws IllegalArgumentException if no such place can be meant; the message is a sentence for whoever wrote it
     */
    PlaceName parse(String rest);

    /** Whether two names of this kind mean the same image or images of the same place. */
    default boolean areSame(PlaceName one, PlaceName other) {
        return one.isSamePath(other) && Objects.equals(one.image(), other.image());
    }

    /**
     * Opens a place to be read, whatever image of it is named.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is nothing
     */
    ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException;

    /**
     * Opens a place to be written to; what is not there yet is made.
     *
     * @param from where the images come from
     * @throws IllegalArgumentException if nothing can be copied to what is named so
     * @throws AlreadyExistsException if something is there that cannot be
     *     added to, and is not to be replaced
     */
    default PlaceDestination openDestination(PlaceName name, PlaceName from, PlaceOptions options) throws IOException {
        throw new IllegalArgumentException(name + " can be read, but nothing can be copied there");
    }
}
