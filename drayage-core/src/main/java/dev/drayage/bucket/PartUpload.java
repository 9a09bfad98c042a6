package dev.drayage.bucket;

import dev.drayage.content.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.util.SortedMap;

/**
 * An object that is written in parts. Nothing can be read of it before {@link #complete}. Closing it without that keeps its
 * parts, to be resumed. Thread-safe: parts may be written at the same time.
 */
public interface PartUpload extends Closeable {

    /** By which it is found again; nobody can guess it. */
    String id();

    /** How large each part but the last must be, in bytes. A resumed upload has the size that it was begun with. */
    long partSize();

    /** The parts that are there, by number, with their sizes in bytes. */
    SortedMap<Integer, Long> parts() throws IOException;

    /**
     * Writes a part, in place of one of the same number.
     *
     * @param number 1 for the first; each lies behind the one before
     * @param part all of which is written: {@link #partSize} bytes, fewer for the last only
     */
    void put(int number, Blob part) throws IOException;

    /**
     * Puts the parts together, and in place of an object that may be there.
     *
     * @param size what it must have in bytes
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if parts are missing or it has another
     *     size, which keeps the parts
     */
    void complete(long size) throws IOException;

    /**
     * Puts the first so many parts together, as {@link #complete} does with all; others that are there are thrown away. What
     * was written at the same time by a process that died may have gaps.
     *
     * @param size what they must have in bytes
     */
    void completeFirst(int count, long size) throws IOException;

    /** Throws all parts away. */
    void abort() throws IOException;
}
