package dev.drayage.server.cache;

import dev.drayage.repository.Repositories;

/**
 * What the repositories of one cache share.
 *
 * @param upstream where everything comes from
 * @param store where it is kept
 * @param options what is asked for again
 * @param outage whether the upstream can be asked
 * @param questions to the upstream
 * @param fetches from it
 * @param eviction what keeps the store within its limit
 */
record CacheParts(
        Repositories upstream,
        CacheStore store,
        CacheOptions options,
        Outage outage,
        SharedQuestions questions,
        BlobFetches fetches,
        Eviction eviction) {
    String location() {
        return upstream.location();
    }

    void warn(String message) {
        outage.warn(message);
    }
}
