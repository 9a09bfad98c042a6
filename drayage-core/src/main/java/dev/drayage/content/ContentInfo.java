package dev.drayage.content;

import dev.drayage.oci.Digest;

/**
 * What a store knows of a blob without reading it.
 *
 * @param digest the digest the blob is stored under; that its bytes match is not known
 * @param size size in bytes as stored, 0 or more
 */
public record ContentInfo(Digest digest, long size) {}
