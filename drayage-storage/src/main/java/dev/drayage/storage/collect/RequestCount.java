package dev.drayage.storage.collect;

/**
 * How many requests were made, or will be: by what services charge for them.
 *
 * @param lists pages of listings
 * @param reads objects read or looked up
 * @param writes small objects written
 * @param copies objects copied within the service
 * @param deletes requests that remove objects, up to a thousand each
 */
public record RequestCount(long lists, long reads, long writes, long copies, long deletes) {

    /** All of them. */
    public long total() {
        return lists + reads + writes + copies + deletes;
    }
}
