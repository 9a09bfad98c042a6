package dev.drayage.place;

import dev.drayage.repository.Repositories;
import java.io.IOException;

/**
 * A kind of place that shows its repositories better than a listing of its images would: what changes, can be written to,
 * or is too much to be listed. Implemented besides {@link PlaceProvider}.
 */
public interface RepositoriesProvider {

    /**
     * Takes apart the name of a place that is to be served as a whole.
     *
     * @param rest what follows the colon, or all of it where the kind has no scheme
     * @throws IllegalArgumentException if no such place can be meant; the message is a sentence for whoever wrote it
     */
    PlaceName parseServed(String rest);

    /**
     * Opens the repositories of a place.
     *
     * @param access whether it will be pushed to
     */
    @SuppressWarnings("exports") // to our modules alone
    Repositories openRepositories(PlaceName name, PlaceOptions options, Access access) throws IOException;

    /** What will be done with a place. */
    enum Access {
        /** It is read; nothing in it is changed. */
        READ,
        /** It is pushed to as well, where it can be; what is not there yet is made. */
        WRITE
    }
}
