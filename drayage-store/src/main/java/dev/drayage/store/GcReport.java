package dev.drayage.store;

/**
 * What a garbage collection freed, or a survey of garbage would have freed.
 *
 * @param freedContent how many blobs namespaces know no more; one that two namespaces knew counts twice
 * @param freedBlobs how many files of blobs are gone
 * @param freedIngests how many ingests are gone
 * @param freedLeases how many leases had expired
 * @param freedBytes what the files of blobs and ingests had
 * @param keptContent how many blobs namespaces know still; one that two namespaces know counts twice
 */
public record GcReport(
        long freedContent, long freedBlobs, long freedIngests, long freedLeases, long freedBytes, long keptContent) {}
