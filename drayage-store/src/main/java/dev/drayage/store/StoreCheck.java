package dev.drayage.store;

import java.util.List;

/**
 * How what a database says of blobs compares with what there is.
 *
 * @param blobs how many the database says there are
 * @param missing digests of those whose bytes are missing, or have another size; the first of them
 * @param missingCount how many
 * @param unknown digests of what is there and the database does not know; the first of them
 * @param unknownCount how many
 */
public record StoreCheck(long blobs, List<String> missing, long missingCount, List<String> unknown, long unknownCount) {

    /** Copies the lists. */
    public StoreCheck {
        missing = List.copyOf(missing);
        unknown = List.copyOf(unknown);
    }
}
