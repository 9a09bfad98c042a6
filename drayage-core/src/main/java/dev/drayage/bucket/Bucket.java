package dev.drayage.bucket;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects under keys: a bucket of an S3 service, a part of one below a prefix, or a directory with files. Keys are relative
 * to it, have no leading slash, and their parts between slashes are neither empty nor dots. An object is there as a whole or
 * not at all, and is seen by everybody as soon as it is written. Thread-safe.
 */
public interface Bucket extends Closeable {

    /** Its name as messages give it: {@code s3://bucket/prefix}, or the directory. */
    String location();

    /** What is known of an object; empty if there is none. */
    Optional<ObjectInfo> find(String key) throws IOException;

    /**
     * Opens an object. If it is replaced later, reads fail; they never mix one object with another.
     *
     * @throws ContentNotFoundException if there is none
     */
    Blob open(String key) throws IOException;

    /**
     * Lists keys in the order of their bytes in UTF-8, a page at a time; what is written meanwhile may be seen or not.
     *
     * @param prefix what they begin with, which need not end with a slash; empty for all
     * @param depth whether what lies in folders is listed object by object
     * @param after the key or folder that precedes the first to be listed; null to start with the first
     */
    Listing list(String prefix, Depth depth, @Nullable String after) throws IOException;

    /** Writes a small object, in place of one that may be there. The bytes must not be changed until it returns. */
    void put(String key, byte[] bytes) throws IOException;

    /**
     * Writes a small object if there is none under this key: of several that try it at once, one does.
     *
     * @return false if there is one, which stays as it is
     */
    boolean putNew(String key, byte[] bytes) throws IOException;

    /**
     * Begins an object that is written in parts, perhaps in several threads and by several processes one after the other.
     *
     * @param size how many bytes it will have, as far as it is known; -1 if it is not. It decides how large parts are
     */
    PartUpload begin(String key, long size) throws IOException;

    /**
     * Goes on with an object that was begun.
     *
     * @throws dev.drayage.content.ContentException of kind {@code NOT_FOUND} if it was completed, aborted or never begun
     */
    PartUpload resume(String key, String id) throws IOException;

    /** Objects that were begun and are neither completed nor aborted, below a prefix, in order of key and then of time. */
    List<OpenUpload> openUploads(String prefix) throws IOException;

    /**
     * Writes an object that another one of this bucket has the bytes of, whatever its size; they do not pass through here.
     *
     * @throws ContentNotFoundException if there is no such object
     */
    void copy(String from, String to) throws IOException;

    /**
     * Removes objects; what is not there is as good as removed. All are tried, many with one request.
     *
     * @return what could not be removed, each with why, in one sentence
     */
    Map<String, String> delete(Collection<String> keys) throws IOException;

    /**
     * The same of objects that others may write anew after some time: no request to remove one is sent, nor sent again, once
     * that has come. The call then fails, and what was to be removed may be there or not.
     *
     * @param inTime whether that time is still to come
     */
    default Map<String, String> delete(Collection<String> keys, BooleanSupplier inTime) throws IOException {
        return delete(keys);
    }

    /**
     * Gives objects other keys, in place of objects that may have those; what is not there is passed over. All are tried, and
     * each object can be found under one of its two keys at any time.
     *
     * @param keys what each is found under, and will be
     * @return what could not be moved, by its first key, each with why, in one sentence
     */
    default Map<String, String> move(Map<String, String> keys) throws IOException {
        List<String> copied = new ArrayList<>();
        for (Map.Entry<String, String> each : keys.entrySet()) {
            try {
                copy(each.getKey(), each.getValue());
                copied.add(each.getKey());
            } catch (ContentNotFoundException e) {
                // Somebody else has moved or removed it.
            }
        }
        return copied.isEmpty() ? Map.of() : delete(copied);
    }

    /** How deep a listing goes. */
    enum Depth {
        /** Every object below the prefix. */
        ALL,
        /** Objects up to the next slash behind the prefix; of what lies deeper, its folder only. */
        FOLDER
    }

    /**
     * A page of a listing.
     *
     * @param objects in order of their keys
     * @param folders prefixes that end with a slash, in order; none where every object is listed
     * @param next what to list the next page after; null if there is none
     */
    record Listing(
            List<ObjectInfo> objects,
            List<String> folders,
            @Nullable String next) {
        public Listing {
            objects = List.copyOf(objects);
            folders = List.copyOf(folders);
        }
    }
}
