package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;

/**
 * A regular file of the old image that a diff may refer to.
 *
 * @param path where the merged root file system shows it, from the top, without a leading slash
 * @param content its bytes, which are read at any offset, in small pieces, several times
 */
public record OldFile(String path, Blob content) {}
