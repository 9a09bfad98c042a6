package dev.drayage.tar;

/**
 * What a tar may hold.
 *
 * @param maxEntries headers, 1 or more
 * @param maxHeaderBytes bytes of one PAX or GNU extended header, 1 or more
 */
public record TarLimits(int maxEntries, int maxHeaderBytes) {}
